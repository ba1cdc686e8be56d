import type { SentLeaf } from '../domain/leaf-check.ts';

/** Leaves of one call in one buffer, which moves to the worker instead of being copied there. */
export interface PackedLeaves {
  readonly ids: readonly string[];
  /** Leaf and side-car of each id, one after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each of them ends in `bytes`. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Copies leaves into a buffer of their own: those of the caller may be parts of a pool. */
export function packLeaves(leaves: readonly SentLeaf[]): PackedLeaves {
  const parts = leaves.flatMap(({ leaf, sideCar }) => [leaf, sideCar]);
  const ends = new Uint32Array(parts.length);
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let end = 0;
  for (const [at, part] of parts.entries()) {
    bytes.set(part, end);
    end += part.length;
    ends[at] = end;
  }
  return { ids: leaves.map(({ id }) => id), bytes, ends };
}

/** The leaves again, as views of the buffer. */
export function unpackLeaves({ ids, bytes, ends }: PackedLeaves): SentLeaf[] {
  let start = 0;
  const next = (at: number): Uint8Array => {
    const part = bytes.subarray(start, ends[at]);
    start += part.length;
    return part;
  };
  return ids.map((id, at) => ({ id, leaf: next(2 * at), sideCar: next(2 * at + 1) }));
}
