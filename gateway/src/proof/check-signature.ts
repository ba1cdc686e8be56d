import { LRUCache } from 'lru-cache';
import { readBase64url, segmentsOf } from './compact-jws.ts';
import { CACHED_KEYS, type ProofKey } from './proof-key.ts';
import { readProofHeader } from './proof-header.ts';

/** Checks the signatures of proofs whose form is known to be right. A client uses one key for many proofs, so keys are remembered. */
export function createSignatureChecker(): (proof: string) => boolean {
  const keys = new LRUCache<string, ProofKey>({ max: CACHED_KEYS });
  return (proof) => {
    const [header, payload, tail] = segmentsOf(proof) ?? [];
    const signature = tail === undefined ? undefined : readBase64url(tail);
    if (header === undefined || payload === undefined || signature === undefined) return false;
    const known = keys.get(header);
    const key = known ?? readProofHeader(header);
    const signed = Buffer.from(proof.slice(0, header.length + 1 + payload.length), 'latin1');
    const isRight = key.verify(signed, signature);
    if (isRight && known === undefined) keys.set(header, key);
    return isRight;
  };
}
