import { hash as digest } from 'node:crypto';
import { bytes } from '../sha256.ts';

/** Merkle tree hash straight from its definition, RFC 6962 section 2.1. */
export function naiveRoot(entries: readonly Uint8Array[]): Uint8Array {
  const [only] = entries;
  if (only === undefined) return digest('sha256', '', 'buffer');
  if (entries.length === 1) return digest('sha256', Buffer.concat([Buffer.of(0), only]), 'buffer');
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  const children = [naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k))];
  return digest('sha256', Buffer.concat([Buffer.of(1), ...children]), 'buffer');
}

/** Hashes of perfect subtrees, from the definition. */
export function naiveReader(entries: readonly Uint8Array[]) {
  return (level: number, index: number): Uint8Array => {
    const width = 2 ** level;
    if ((index + 1) * width > entries.length) throw new Error('beyond the tree');
    return naiveRoot(entries.slice(index * width, (index + 1) * width));
  };
}

export const numberedEntries = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => bytes(`entry ${i}`));
