import type { Leaf } from '@simpul/contracts';
import { toBase64Url, withoutAt } from '@simpul/tlog';
import { parseStoredLeaf } from '../domain/leaf-check.ts';
import { sha256 } from '../domain/sha256.ts';

/** A leaf as the chain of its source sees it. */
export interface SourceLeaf {
  readonly log: string;
  readonly index: number;
  /** By the sequencer, milliseconds. */
  readonly at: number;
  readonly leaf: Leaf;
  /** base64url SHA-256 of the leaf as it was sent: what `prev` of the next one holds. */
  readonly hash: string;
}

/** Reads a stored leaf. @returns undefined for bytes that are no leaf, which the scrub names. */
export function readSourceLeaf(bytes: Uint8Array, log: string, index: number): SourceLeaf | undefined {
  try {
    const leaf = parseStoredLeaf(bytes);
    const { node, boot, seq } = leaf.src;
    if (typeof node !== 'string' || typeof boot !== 'string' || !Number.isSafeInteger(seq)) return undefined;
    return { log, index, at: leaf.at ?? 0, leaf, hash: toBase64Url(sha256(withoutAt(bytes))) };
  } catch {
    // Only a row that was tampered with: its place in the chain then shows as a gap as well.
    return undefined;
  }
}

/** A note of a source that a leaf of its chain is not in the log, since another leaf of that exchange was first. */
export interface SupersededNote {
  readonly seq: number;
  readonly id: string;
}

const SUPERSEDED = /^superseded (\d{1,15}) ([0-9a-f-]{36})$/;

/** Reads the note that a `node.idle` leaf carries in `op`. */
export function readSupersededNote({ type, op = '' }: Leaf): SupersededNote | undefined {
  const [, seq, id] = (type === 'node.idle' ? SUPERSEDED.exec(op) : undefined) ?? [];
  return seq === undefined || id === undefined ? undefined : { seq: Number(seq), id };
}
