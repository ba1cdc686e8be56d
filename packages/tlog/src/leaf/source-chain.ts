import { toBase64Url } from '../encoding/base64.ts';
import type { Hash } from '../merkle/hashing.ts';
import { canonicalBytes } from './canonical-json.ts';

/** Where a leaf comes from: member `src` of leaf v1. */
export interface LeafSource {
  readonly node: string;
  /** One start of the node's process. */
  readonly boot: string;
  /** Counts the leaves of this boot from 0. */
  readonly seq: number;
  /** base64url SHA-256 of this source's previous leaf as it was sent; absent on the first. */
  readonly prev?: string;
}

export interface SourceChain {
  /**
   * Makes the next leaf of this source: canonical bytes of the fields with their `src`. The chain goes on only when that succeeds;
   * a leaf that could not be delivered must be sent again as the same bytes.
   *
   * @param fields members of leaf v1 but `src` and `at`
   * @throws TlogError `canonical-json` for fields that cannot be written
   */
  next(fields: SourceFields): Uint8Array;
  /**
   * The same for a caller that writes the canonical bytes itself (hot paths).
   *
   * @param make gives the leaf's canonical bytes, without `at`, for this `src`
   */
  nextAs(make: (src: LeafSource) => Uint8Array): Uint8Array;
}

/** Members of a leaf but those that others give: `src` is the chain's, `at` the sequencer's. */
export interface SourceFields {
  readonly src?: never;
  readonly at?: never;
  readonly [member: string]: unknown;
}

/** Starts the hash chain of one boot of a source, so that gaps between its leaves show (design: audit log, `src`). */
export function createSourceChain({
  node,
  boot,
  hash,
}: {
  readonly node: string;
  readonly boot: string;
  readonly hash: Hash;
}): SourceChain {
  let src: LeafSource = { node, boot, seq: 0 };
  function nextAs(make: (src: LeafSource) => Uint8Array): Uint8Array {
    const leaf = make(src);
    src = { node, boot, seq: src.seq + 1, prev: toBase64Url(hash(leaf)) };
    return leaf;
  }
  return { nextAs, next: (fields) => nextAs((source) => canonicalBytes({ ...fields, src: source })) };
}
