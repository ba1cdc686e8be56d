import { isSimpulError, type SimpulError } from '@simpul/errors';
import { parseCheckpointBody, parseNote } from '@simpul/tlog';
import { CLI } from '../errors.ts';
import type { FoundLog } from '../verification/find-logs.ts';
import { requireGrowth, requireNoContradiction } from '../verification/growth.ts';
import { failed, holds } from '../verification/holds.ts';
import { checkCheckpoint, type SignedCheckpoint, type Trust } from '../verification/signed-checkpoint.ts';
import { openVerifiedTiles } from '../verification/verified-tiles.ts';
import type { History, SeenCheckpoint } from './history.ts';

/** What a look at a log showed. */
export interface Look {
  readonly log: string;
  readonly checkpoint: SignedCheckpoint;
  /** The checkpoint before it; undefined at the first look. */
  readonly previous?: SeenCheckpoint;
  /** Whether there is anything new. */
  readonly changed: boolean;
}

/** What is wrong, with both checkpoints as evidence. */
export interface Finding {
  readonly log: string;
  readonly error: SimpulError;
  readonly before?: SeenCheckpoint | undefined;
  /** The note as the log served it; it may not even be one. */
  readonly after?: Uint8Array | undefined;
}

export interface LookOptions {
  readonly trust: Trust;
  /** The history of the log with this origin. */
  readonly historyOf: (origin: string) => Promise<History>;
  /** The origin that this address showed before. */
  readonly expected: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A log is not what it was, or not what it says. */
export class Inconsistency extends Error {
  override readonly name = 'Inconsistency';
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(`inconsistency in ${finding.log}`, { cause: finding.error });
    this.finding = finding;
  }
}

/**
 * Looks at a log: its checkpoint must be signed, and extend the last one that was seen. What holds is kept before it is returned.
 *
 * @throws Inconsistency; SimpulError for what says nothing about the log, such as that it cannot be reached
 */
export async function lookAt({ source }: FoundLog, { trust, historyOf, expected, now }: LookOptions): Promise<Look> {
  const log = source.name;
  let before: SeenCheckpoint | undefined = expected === undefined ? undefined : (await historyOf(expected)).last();
  const after = await source.read('checkpoint');
  try {
    if (after === undefined) throw failed(log, 'it has no checkpoint');
    const shown = await holds(log, () => parseCheckpointBody(parseNote(after).text).origin);
    if (expected !== undefined && shown !== expected)
      throw failed(log, `it was ${expected} before, and is ${shown} now`);
    const checkpoint = await checkCheckpoint(log, after, trust);
    const { origin, size, root, note } = checkpoint;
    const history = await historyOf(origin);
    const previous = history.last();
    before = previous;
    if (previous !== undefined) requireNoContradiction(log, previous, checkpoint);
    if (previous?.size === size) return { log, checkpoint, previous, changed: false };
    const tiles = await openVerifiedTiles(log, [source], checkpoint);
    if (previous !== undefined) await requireGrowth(log, { older: previous, newer: checkpoint, tiles });
    await history.add({ origin, size, root, note, seen: now });
    return { log, checkpoint, ...(previous && { previous }), changed: true };
  } catch (error) {
    if (!isSimpulError(error, CLI.VERIFICATION_FAILED)) throw error;
    throw new Inconsistency({ log, error, before, after });
  }
}
