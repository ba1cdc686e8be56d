import { SimpulError } from '@simpul/errors';
import { equalBytes, proveConsistency, toBase64, verifyConsistency } from '@simpul/tlog';
import { CLI } from '../errors.ts';
import { holds } from './holds.ts';
import { sha256 } from './trusted-keys.ts';
import type { TreeHead, VerifiedTiles } from './verified-tiles.ts';

/** Ways in which a log can contradict itself. */
export const CONTRADICTIONS = ['went-back', 'forked', 'rewritten'] as const;
export type Contradiction = (typeof CONTRADICTIONS)[number];

/** How two checkpoints of a log contradict each other, from their sizes and roots alone; undefined where a proof must tell. */
export function contradictionOf(older: TreeHead, newer: TreeHead): Contradiction | undefined {
  if (newer.size < older.size) return 'went-back';
  return newer.size === older.size && !equalBytes(newer.root, older.root) ? 'forked' : undefined;
}

/** What a contradiction means, with both sizes and roots. */
export function describeContradiction(kind: Contradiction, older: TreeHead, newer: TreeHead): string {
  const [before, now] = [headText(older), headText(newer)];
  if (kind === 'went-back') return `the log went back from ${before} to ${now}`;
  if (kind === 'forked') return `the log shows two histories: ${before}, and ${now}`;
  return `history was rewritten: ${before} is not the beginning of ${now}`;
}

/** Size and root for people. */
export function headText({ size, root }: TreeHead): string {
  return `size ${size} with root ${toBase64(root)}`;
}

/**
 * Checks that a tree is the beginning of another, by a consistency proof from verified tiles of the other.
 *
 * @returns the proof, empty for equal sizes and for an empty first tree
 * @throws ContradictionError
 */
export async function requireGrowth(
  what: string,
  { older, newer, tiles }: { readonly older: TreeHead; readonly newer: TreeHead; readonly tiles: VerifiedTiles },
): Promise<Uint8Array[]> {
  requireNoContradiction(what, older, newer);
  if (older.size === 0 || older.size === newer.size) return [];
  const { hashAt } = tiles;
  const proof = await holds(what, () => proveConsistency(sha256, { size1: older.size, size2: newer.size, hashAt }));
  const claim = { size1: older.size, size2: newer.size, root1: older.root, root2: newer.root };
  try {
    verifyConsistency(sha256, claim, proof);
  } catch (error) {
    throw new ContradictionError(what, { kind: 'rewritten', older, newer, cause: error });
  }
  return proof;
}

/** @throws ContradictionError where sizes and roots alone contradict each other */
export function requireNoContradiction(what: string, older: TreeHead, newer: TreeHead): void {
  const kind = contradictionOf(older, newer);
  if (kind !== undefined) throw new ContradictionError(what, { kind, older, newer });
}

interface ContradictionOptions {
  readonly kind: Contradiction;
  readonly older: TreeHead;
  readonly newer: TreeHead;
  readonly cause?: unknown;
}

/** A log contradicts what it signed before: `SIMPUL_CLI_VERIFICATION_FAILED` with the kind of contradiction. */
export class ContradictionError extends SimpulError {
  readonly kind: Contradiction;

  constructor(what: string, { kind, older, newer, cause }: ContradictionOptions) {
    const params = { what, reason: describeContradiction(kind, older, newer) };
    super(CLI.VERIFICATION_FAILED, { params, cause });
    this.kind = kind;
  }
}
