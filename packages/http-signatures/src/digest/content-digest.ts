import { hash, webcrypto } from 'node:crypto';
import { type BareItem, isInnerList, serializeDictionary } from 'structured-headers';
import { HASH_INLINE_MAX } from '../limits.ts';
import { SignatureError } from '../signature-error.ts';
import { readDictionary } from '../structured/read-dictionary.ts';

/** The active algorithms of RFC 9530 section 5, and their names in WebCrypto. */
const ALGORITHMS: ReadonlyMap<string, { readonly node: string; readonly web: string }> = new Map([
  ['sha-256', { node: 'sha256', web: 'SHA-256' }],
  ['sha-512', { node: 'sha512', web: 'SHA-512' }],
]);
const WRITTEN = 'sha-256';

/** The value of a `Content-Digest` field (RFC 9530) for a body, with SHA-256. */
export async function contentDigest(body: Uint8Array): Promise<string> {
  return serializeDictionary({ [WRITTEN]: await digestOf(WRITTEN, body) });
}

/**
 * Computes every digest of a `Content-Digest` field again.
 *
 * @throws SignatureError `content-digest-…` for its form; `digest-algorithm` for one other than SHA-256 and SHA-512, since a digest
 *   that nobody checks looks like one that holds; `digest-wrong`
 */
export async function checkContentDigest(value: string, body: Uint8Array): Promise<void> {
  const digests = readDictionary('content-digest', value);
  if (digests.size === 0) throw new SignatureError('content-digest-malformed');
  for (const [name, member] of digests) {
    if (isInnerList(member) || !isBytes(member[0]) || member[1].size > 0)
      throw new SignatureError('content-digest-malformed', name);
    const [stated] = member;
    if (!(await digestOf(name, body)).equals(new Uint8Array(stated))) throw new SignatureError('digest-wrong', name);
  }
}

async function digestOf(name: string, body: Uint8Array): Promise<Buffer> {
  const algorithm = ALGORITHMS.get(name);
  if (algorithm === undefined) throw new SignatureError('digest-algorithm');
  if (body.length <= HASH_INLINE_MAX) return hash(algorithm.node, body, 'buffer');
  return Buffer.from(await webcrypto.subtle.digest(algorithm.web, body));
}

function isBytes(item: BareItem): item is ArrayBuffer {
  return item instanceof ArrayBuffer;
}
