import type { Bus } from '../api/bus.ts';
import { headerOf } from '../api/answer-header.ts';
import { parseJsonObject } from '../api/answer-json.ts';
import { type ProofKey, proveWith } from '../api/dpop.ts';
import type { HttpAnswer } from '../api/http-client.ts';

/** Client id of this command, with which people act (design 04). */
export const CLIENT_ID = 'simpul-cli';
const TOKEN_PATH = '/oauth2/token';
const FORM = 'application/x-www-form-urlencoded';

/** What the token endpoint says: tokens, or the error of RFC 6749, 5.2. */
export type Granted =
  | { readonly token: string; readonly expiresIn: number; readonly refreshToken: string }
  | { readonly error: string; readonly description: string };

/** Posts a form of this public client (RFC 6749, 2.1). */
export function postForm(
  bus: Bus,
  path: string,
  form: Record<string, string>,
  more: string[] = [],
): Promise<HttpAnswer> {
  const body = new URLSearchParams({ client_id: CLIENT_ID, ...form }).toString();
  const headers = ['content-type', FORM, 'accept', 'application/json', ...more];
  return bus.http.send({ method: 'POST', path, headers, body });
}

/** Asks for tokens bound to a key; once more where the bus demands a nonce (RFC 9449, 8). */
export async function askForTokens(bus: Bus, form: Record<string, string>, key: ProofKey): Promise<Granted> {
  const url = bus.publicUrl + TOKEN_PATH;
  const ask = async (nonce?: string) => {
    const proof = await proveWith(key, { method: 'POST', url, ...(nonce !== undefined && { nonce }) });
    return postForm(bus, TOKEN_PATH, form, ['dpop', proof]);
  };
  const first = await ask();
  const nonce = headerOf(first, 'dpop-nonce');
  const isNonceMissing = nonce !== undefined && parseJsonObject(first.body)?.['error'] === 'use_dpop_nonce';
  return readGranted(isNonceMissing ? await ask(nonce) : first);
}

function readGranted({ status, body }: HttpAnswer): Granted {
  const answer = parseJsonObject(body) ?? {};
  const { access_token: token, expires_in: expiresIn, refresh_token: refreshToken, token_type: type } = answer;
  const isWhole = typeof token === 'string' && typeof expiresIn === 'number' && typeof refreshToken === 'string';
  if (status === 200 && isWhole && type === 'DPoP') return { token, expiresIn, refreshToken };
  const { error = answer['code'], error_description: description = answer['title'] } = answer;
  return {
    error: typeof error === 'string' ? error : `status ${status}`,
    description: typeof description === 'string' ? description : '',
  };
}
