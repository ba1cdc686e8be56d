import { hash } from 'node:crypto';
import { contentDigest } from '../../src/digest/content-digest.ts';
import { type RequestMessage, signRequest, type SignatureRule } from '../../src/index.ts';
import { change } from '../support/edits.ts';
import { type Forgery, forge } from '../support/forge.ts';
import { ed25519Key, type TestKey } from '../support/keys.ts';
import { BARE_REQUEST, BODY, NOW, REQUEST, withLines } from '../support/messages.ts';

/** One way to tamper with a signed request, and the rule that refuses it. */
export interface RequestRow {
  readonly what: string;
  readonly rule: SignatureRule;
  /** Makes the message that is verified. */
  readonly make: (signed: Signed) => RequestMessage | Promise<RequestMessage>;
}

export interface Signed {
  readonly key: TestKey;
  /** {@link REQUEST} and {@link BARE_REQUEST}, signed. */
  readonly full: RequestMessage;
  readonly bare: RequestMessage;
}

export const OTHERS = ed25519Key();
export const EXPIRES = NOW + 60;
const NAMES =
  '@method @target-uri authorization dpop x-road-client x-road-id x-simpul-purpose content-type content-digest';
/** What the signature of {@link REQUEST} covers. */
export const COVERED = NAMES.split(' ').map((name) => `"${name}"`);

export async function signBoth(key: TestKey): Promise<Signed> {
  const options = { key: key.signing, created: NOW, expires: EXPIRES };
  const sign = async (message: RequestMessage, nonce: string): Promise<RequestMessage> =>
    withLines(message, await signRequest(message, { ...options, nonce }));
  return { key, full: await sign(REQUEST, 'a'), bare: await sign(BARE_REQUEST, 'b') };
}

type Make = RequestRow['make'];
export const row = (what: string, rule: SignatureRule, make: Make): RequestRow => ({ what, rule, make });
export const full =
  (...edits: readonly ((message: RequestMessage) => RequestMessage)[]): Make =>
  ({ full: signed }) =>
    edits.reduce((message, edit) => edit(message), signed);
export const bare =
  (edit: (message: RequestMessage) => RequestMessage): Make =>
  ({ bare: signed }) =>
    edit(signed);
export const set = (part: Partial<RequestMessage>): Make => full((message) => ({ ...message, ...part }));
/** Parameters as text, each by its name, so that one can be left out, changed or written twice. */
export function parameters(key: TestKey, changes: Readonly<Record<string, string>> = {}): string {
  const usual = {
    created: `;created=${NOW}`,
    expires: `;expires=${EXPIRES}`,
    nonce: ';nonce="a"',
    keyid: `;keyid="${key.signing.keyid}"`,
    tag: ';tag="simpul-request"',
  };
  return Object.values({ ...usual, ...changes }).join('');
}

/** Signed by the right key, but not as the profile says. */
export const forged =
  (forgery: Partial<Forgery>, edit: (message: RequestMessage) => RequestMessage = (message) => message): Make =>
  async ({ key }) => {
    const digest = await contentDigest(BODY);
    const message = edit(withLines(REQUEST, ['Content-Digest', digest]));
    return forge(message, key.signing, { covered: COVERED, parameters: parameters(key), ...forgery });
  };
export const withParameters =
  (changes: Readonly<Record<string, string>>): Make =>
  (signed) =>
    forged({ parameters: parameters(signed.key, changes) })(signed);
export const covering = (covered: readonly string[]): Make => forged({ covered });
export const without = (name: string): Make => covering(COVERED.filter((id) => id !== `"${name}"`));
export const insteadOf = (name: string, id: string): Make =>
  covering(COVERED.map((each) => (each === `"${name}"` ? id : each)));
export const digest = (value: string): Make =>
  forged(
    {},
    change('content-digest', () => value),
  );
export const sha = (algorithm: string, body: Uint8Array): string => `:${hash(algorithm, body, 'base64')}:`;

/** A second signature of the message, by somebody else. */
export const second =
  (forgery: Partial<Forgery>, edit: (message: RequestMessage) => RequestMessage = (message) => message): Make =>
  async ({ full: signed }) =>
    forge(edit(signed), OTHERS.signing, {
      label: 'other',
      covered: ['"@method"'],
      parameters: parameters(OTHERS),
      ...forgery,
    });
