import {
  type InnerList,
  isValidKeyStr,
  type Parameters,
  serializeDictionary,
  serializeInnerList,
} from 'structured-headers';
import { signatureBase } from '../components/signature-base.ts';
import { checkContentDigest, contentDigest } from '../digest/content-digest.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { fieldValue, readFieldLines } from '../message/field-lines.ts';
import type { HttpMessage } from '../message/message.ts';
import { SIGNATURE_FIELD_MAX } from '../limits.ts';
import { type ReadMessage, readMessage } from '../message/read-message.ts';
import { assertCoverage, coverageOf } from '../profiles/coverage.ts';
import type { CommonParameters } from '../profiles/parameters.ts';
import type { Profile } from '../profiles/profile.ts';
import { SignatureError } from '../signature-error.ts';
import { findSignature } from '../signatures/find-signature.ts';

/** Label of our signatures where none is asked for. */
export const DEFAULT_LABEL = 'simpul';

export interface SignMessageOptions {
  readonly key: SigningKey;
  readonly label: string;
  readonly parameters: Parameters;
  /** The request that a response answers. */
  readonly request?: ReadMessage;
}

/**
 * Signs a message as a profile says.
 *
 * @returns the header lines to add, names and values alternating
 * @throws SignatureError for a message that a verifier would refuse; what the key throws
 */
export async function signMessage<P extends CommonParameters>(
  profile: Profile<P>,
  message: HttpMessage,
  { key, label, parameters, request }: SignMessageOptions,
): Promise<string[]> {
  if (!isValidKeyStr(label)) throw new SignatureError('signature-input-malformed');
  const digest = await digestLines(readMessage(message));
  const headers = [...message.headers, ...digest];
  const read = readMessage({ ...message, headers });
  const components = coverageOf(profile, read);
  assertCoverage(profile, components, read);

  const covered = components.map(({ name, ofRequest }): InnerList[0][number] => [
    name,
    new Map(ofRequest ? [['req', true]] : []),
  ]);
  const input: InnerList = [covered, parameters];
  const base = signatureBase(components, serializeInnerList(input), { message: read, request });
  const signature = await key.sign(Buffer.from(base, 'ascii'));
  const lines = [
    'Signature-Input',
    serializeDictionary(new Map([[label, input]])),
    'Signature',
    serializeDictionary(new Map([[label, [new Uint8Array(signature), new Map()]]])),
  ];
  // A label that is taken, another signature of ours, fields grown too long: found here rather than by the receiver.
  if (isFirst(read) && lines.every((line) => line.length <= SIGNATURE_FIELD_MAX)) return [...digest, ...lines];
  findSignature(readFieldLines([...headers, ...lines]), profile.tag);
  return [...digest, ...lines];
}

/** Whether the message has no signature yet: then ours, which is well-formed, is the one that is found. */
function isFirst({ fields }: ReadMessage): boolean {
  return !fields.has('signature') && !fields.has('signature-input');
}

/** `Content-Digest` where a body has none; one that is there must hold. */
async function digestLines({ message: { body }, fields, hasBody }: ReadMessage): Promise<string[]> {
  if (body === undefined || !hasBody) return [];
  const present = fieldValue(fields, 'content-digest');
  if (present === undefined) return ['Content-Digest', await contentDigest(body)];
  await checkContentDigest(present, body);
  return [];
}
