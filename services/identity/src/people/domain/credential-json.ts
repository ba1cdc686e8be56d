import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** More than any authenticator sends. */
const MAX_TEXT_LENGTH = 16_384;
const MAX_TRANSPORTS = 10;

/** Reads what `PublicKeyCredential.toJSON()` made of a new passkey; undefined for anything else. */
export function readRegistration(value: unknown): RegistrationResponseJSON | undefined {
  const read = readCredential(value, ['clientDataJSON', 'attestationObject']);
  if (read === undefined) return undefined;
  const { transports = [] } = read.response;
  if (!Array.isArray(transports) || transports.length > MAX_TRANSPORTS || !transports.every(isText)) return undefined;
  return value as RegistrationResponseJSON;
}

/** Reads what `PublicKeyCredential.toJSON()` made of an assertion; undefined for anything else. */
export function readAssertion(value: unknown): AuthenticationResponseJSON | undefined {
  const read = readCredential(value, ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle']);
  return read === undefined ? undefined : (value as AuthenticationResponseJSON);
}

function readCredential(value: unknown, members: readonly string[]) {
  if (!isObject(value) || !isText(value.id) || !isText(value.rawId) || value.type !== 'public-key') return undefined;
  const { response } = value;
  if (!isObject(response) || !members.every((member) => isText(response[member]))) return undefined;
  return { response };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH;
}
