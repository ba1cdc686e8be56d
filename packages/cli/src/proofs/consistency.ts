import { decodeText, parseTlogProof, readCompactRange, TlogError } from '@simpul/tlog';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { requireGrowth } from '../verification/growth.ts';
import { failed, holds } from '../verification/holds.ts';
import { readGivenFile } from '../verification/given-file.ts';
import { checkCheckpoint, type SignedCheckpoint, type Trust } from '../verification/signed-checkpoint.ts';
import { sha256 } from '../verification/trusted-keys.ts';
import type { TreeHead } from '../verification/verified-tiles.ts';
import type { OpenLog } from './open-log.ts';

/** One end of a consistency proof. */
export interface ProofEnd extends TreeHead {
  /** Whether its root was signed, or computed here from the tiles of a later checkpoint. */
  readonly signed: boolean;
}

/** A proof that one tree is the beginning of another, made and verified here. */
export interface ConsistencyProof {
  readonly first: ProofEnd;
  readonly second: ProofEnd;
  readonly hashes: readonly Uint8Array[];
}

/** What names one end: a size, or a checkpoint that was signed. */
export type GivenEnd = number | SignedCheckpoint;

/**
 * Reads what names one end: a size, or a file with a signed checkpoint, or with a receipt, whose checkpoint is meant.
 *
 * @throws SimpulError `SIMPUL_CLI_VERIFICATION_FAILED`, `SIMPUL_CLI_KEY_NOT_VERIFIED`, `SIMPUL_CONFIG_INVALID`
 */
export async function readEnd(text: string, options: Trust & { readonly terminal: Terminal }): Promise<GivenEnd> {
  return /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : readCheckpointFile(text, options);
}

/**
 * The end of a proof in a log; the log's present state where none is given. The root of a mere size is computed.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for a size beyond the log
 */
export async function resolveEnd(given: GivenEnd | undefined, log: OpenLog): Promise<ProofEnd> {
  if (given === undefined) return { ...log.checkpoint, signed: true };
  if (typeof given === 'number') return endAt(given, log);
  const { checkpoint, source } = log;
  if (given.origin === checkpoint.origin) return { ...given, signed: true };
  throw failed(source.name, `it is the log ${checkpoint.origin}, not ${given.origin}`);
}

/**
 * Proves from the log's tiles that the first tree is the beginning of the second, and both of the log's present one.
 *
 * @throws ContradictionError
 */
export async function makeConsistencyProof(
  { source, checkpoint, tiles }: OpenLog,
  first: ProofEnd,
  second: ProofEnd,
): Promise<ConsistencyProof> {
  const what = source.name;
  await requireGrowth(what, { older: second, newer: checkpoint, tiles });
  // Subtrees of an earlier tree are in the present tiles, whose partial ones a log may have dropped.
  return { first, second, hashes: await requireGrowth(what, { older: first, newer: second, tiles }) };
}

async function endAt(size: number, { checkpoint, source, tiles }: OpenLog): Promise<ProofEnd> {
  if (size > checkpoint.size) {
    const reason = `${source.name} has ${checkpoint.size} entries, fewer than ${size}`;
    throw new SimpulError(CLI.USAGE, { params: { reason } });
  }
  const range = await holds(source.name, () => readCompactRange(sha256, size, tiles.hashAt));
  return { size, root: range.root(), signed: size === checkpoint.size };
}

async function readCheckpointFile(
  file: string,
  { terminal, ...trust }: Trust & { readonly terminal: Terminal },
): Promise<SignedCheckpoint> {
  const bytes = await readGivenFile(file, terminal);
  const note = await holds(file, () => {
    try {
      return parseTlogProof(decodeText(bytes)).checkpoint;
    } catch (error) {
      if (error instanceof TlogError && error.rule === 'proof-format') return bytes;
      throw error;
    }
  });
  return checkCheckpoint(file, note, trust);
}
