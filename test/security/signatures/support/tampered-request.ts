import { type RequestMessage, signRequest, type SigningKey } from '@simpul/http-signatures';
import { hash, randomUUID } from 'node:crypto';
import { change } from '../../../../packages/http-signatures/test/support/edits.ts';
import { type Forgery, forge } from '../../../../packages/http-signatures/test/support/forge.ts';
import { withLines } from '../../../../packages/http-signatures/test/support/messages.ts';
import { seconds } from './signing-bus.ts';

/** One way to tamper with a signed request. */
export interface TamperedRequest {
  readonly what: string;
  /** The rule that it breaks, by which `simpul verify` refuses it. */
  readonly rule: string;
  /** What the bus answers where its door refuses it before anybody looks at the signature: a code, or a status. */
  readonly door?: string;
  readonly make: (kit: Kit) => RequestMessage | Promise<RequestMessage>;
}

/** What rows are made with. */
export interface Kit {
  /** A request with everything that is covered, not signed. */
  readonly unsigned: RequestMessage;
  /** The same without a body, and without what need not be there. */
  readonly bare: RequestMessage;
  readonly key: SigningKey;
  /** A key that is somebody else's. */
  readonly others: SigningKey;
  readonly url: string;
}

export type Edit = (message: RequestMessage) => RequestMessage;
type Make = TamperedRequest['make'];

export const BODY = '{"nik":"1871012345678901"}';
const NAMES = '@method @target-uri authorization x-road-client x-road-id x-simpul-purpose content-type content-digest';
/** What a signature of the whole request covers. */
export const COVERED = NAMES.split(' ').map((name) => `"${name}"`);

export async function sign(message: RequestMessage, key: SigningKey): Promise<RequestMessage> {
  const created = seconds();
  const lines = await signRequest(message, { key, created, expires: created + 60, nonce: randomUUID() });
  return withLines(message, lines);
}

/** Signed as it should be, and changed on its way. */
export const full =
  (...edits: readonly Edit[]): Make =>
  async ({ unsigned, key }) =>
    edits.reduce((message, edit) => edit(message), await sign(unsigned, key));
export const bare =
  (...edits: readonly Edit[]): Make =>
  async (kit) =>
    edits.reduce((message, edit) => edit(message), await sign(kit.bare, kit.key));
export const set = (part: Partial<RequestMessage>): Make => full((message) => ({ ...message, ...part }));
export const retarget = (edit: (uri: string) => string): Make =>
  full((message) => ({ ...message, targetUri: edit(message.targetUri) }));

/** Parameters as text, each by its name, so that one can be left out, changed or written twice. */
export function parameters(key: SigningKey, changes: Readonly<Record<string, string>> = {}): string {
  const created = seconds();
  const usual = {
    created: `;created=${created}`,
    expires: `;expires=${created + 60}`,
    nonce: `;nonce="${randomUUID()}"`,
    keyid: `;keyid="${key.keyid}"`,
    tag: ';tag="simpul-request"',
  };
  return Object.values({ ...usual, ...changes }).join('');
}

const digestOf = (algorithm: string, body: string): string => `:${hash(algorithm, body, 'base64')}:`;

/** Signed by the right key, but not as the profile says. */
export const forged =
  (forgery: (kit: Kit) => Partial<Forgery>, edit: Edit = (message) => message): Make =>
  (kit) => {
    const message = edit(withLines(kit.unsigned, ['Content-Digest', `sha-256=${digestOf('sha256', BODY)}`]));
    return forge(message, kit.key, { covered: COVERED, parameters: parameters(kit.key), ...forgery(kit) });
  };
export const withParameters = (changes: () => Readonly<Record<string, string>>): Make =>
  forged(({ key }) => ({ parameters: parameters(key, changes()) }));
export const covering = (covered: readonly string[]): Make => forged(() => ({ covered }));
export const without = (name: string): Make => covering(COVERED.filter((id) => id !== `"${name}"`));
export const insteadOf = (name: string, id: string): Make =>
  covering(COVERED.map((each) => (each === `"${name}"` ? id : each)));
export const digested = (algorithm: string, of: string, name = algorithm.replace('sha', 'sha-')): Make =>
  forged(
    () => ({}),
    change('content-digest', () => `${name}=${digestOf(algorithm, of)}`),
  );

/** A second signature of the whole message, by somebody else. */
export const second =
  (forgery: Partial<Forgery>): Make =>
  async ({ unsigned, key, others }) =>
    forge(await sign(unsigned, key), others, {
      label: 'other',
      covered: ['"@method"'],
      parameters: parameters(others),
      ...forgery,
    });
