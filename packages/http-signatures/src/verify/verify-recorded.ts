import { serializeInnerList, isInnerList, serializeItem } from 'structured-headers';
import { readComponents } from '../components/component.ts';
import { checkContentDigest } from '../digest/content-digest.ts';
import type { VerifyingKey } from '../keys/verifying-key.ts';
import { assertParameters, type CommonParameters, readString } from '../profiles/parameters.ts';
import { SIMPUL_REQUEST } from '../profiles/simpul-request.ts';
import { SIMPUL_RESPONSE } from '../profiles/simpul-response.ts';
import { SignatureError } from '../signature-error.ts';
import { readDictionary } from '../structured/read-dictionary.ts';
import { attempt, type Refused } from './verification.ts';

/** A signature and the text that it is of, kept without its message. */
export interface RecordedSignature {
  /** The signature base (RFC 9421 section 2.5). */
  readonly base: string;
  readonly signature: Uint8Array;
}

export interface VerifyRecordedOptions {
  /** The profile that it must be of. */
  readonly of: 'request' | 'response';
  readonly key: VerifyingKey;
  /** What is said to be the body of the message; left out, it is not compared. */
  readonly body?: Uint8Array | undefined;
}

/** A recorded signature that holds. */
export interface HeldRecord {
  readonly ok: true;
  readonly keyid: string;
  /** POSIX seconds. */
  readonly created: number;
  /** Values of what is covered, by identifier: `"@method"`, `"signature";req`. */
  readonly components: ReadonlyMap<string, string>;
}

const PARAMETERS = '"@signature-params": ';

/**
 * Verifies a signature by its base alone, long after its message has gone: that the key made it, that the base is one of the profile,
 * and that a body is the one whose digest it covers. Times and replay were the affair of whoever received the message.
 */
export async function verifyRecorded(
  recorded: RecordedSignature,
  { of, key, body }: VerifyRecordedOptions,
): Promise<HeldRecord | Refused> {
  const profile = of === 'request' ? SIMPUL_REQUEST : SIMPUL_RESPONSE;
  return attempt(async () => {
    const { components, read } = readBase(recorded.base, profile);
    const hasBody = body !== undefined && body.length > 0;
    for (const each of profile.mayCover) {
      const must = profile.mustCover(each, { message: UNKNOWN, fields: new Map(), hasBody });
      if (must && !components.has(each.id)) throw new SignatureError('component-not-covered', each.id);
    }
    if (read.keyid !== key.keyid) throw new SignatureError('key-mismatch');
    const { base, signature } = recorded;
    if (!key.holds({ data: Buffer.from(base, 'ascii'), signature })) throw new SignatureError('signature-wrong');
    const digest = components.get('"content-digest"');
    if (body !== undefined && digest !== undefined) await checkContentDigest(digest, body);
    return { ok: true, keyid: read.keyid, created: read.created, components };
  });
}

/** Stands for the message that is not there: what must be covered of it is known by its body alone. */
const UNKNOWN = { status: 200, headers: [] } as const;

/** @throws SignatureError for a base that no message of the profile has */
function readBase(
  base: string,
  profile: typeof SIMPUL_REQUEST | typeof SIMPUL_RESPONSE,
): { readonly components: ReadonlyMap<string, string>; readonly read: CommonParameters } {
  const lines = base.split('\n');
  const last = lines.pop() ?? '';
  if (!last.startsWith(PARAMETERS)) throw new SignatureError('signature-input-malformed');
  const input = readDictionary('signature-input', `x=${last.slice(PARAMETERS.length)}`).get('x');
  if (input === undefined || !isInnerList(input)) throw new SignatureError('signature-input-malformed');
  if (serializeInnerList(input) !== last.slice(PARAMETERS.length))
    throw new SignatureError('signature-input-malformed');
  const [covered, parameters] = input;
  readComponents(covered);
  const allowed = new Set(profile.mayCover.map(({ id }) => id));
  const components = new Map<string, string>();
  for (const [i, item] of covered.entries()) {
    const id = serializeItem(item);
    const line = lines[i] ?? '';
    if (!allowed.has(id)) throw new SignatureError('component-not-allowed', id);
    if (!line.startsWith(`${id}: `)) throw new SignatureError('component-absent', id);
    components.set(id, line.slice(id.length + 2));
  }
  if (lines.length !== covered.length) throw new SignatureError('signature-input-malformed');
  assertParameters(parameters, profile.parameters);
  if (readString(parameters, 'tag') !== profile.tag) throw new SignatureError('signature-missing');
  return { components, read: profile.readParameters(parameters) };
}
