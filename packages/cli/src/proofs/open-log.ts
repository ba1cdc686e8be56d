import type { LogSource } from '../verification/log-source.ts';
import type { SignedCheckpoint, Trust } from '../verification/signed-checkpoint.ts';
import { openVerifiedTiles, type VerifiedTiles } from '../verification/verified-tiles.ts';
import { readCheckpoint } from '../verification/whole-log.ts';

/** A log at its present checkpoint, ready for proofs. */
export interface OpenLog {
  readonly source: LogSource;
  readonly checkpoint: SignedCheckpoint;
  readonly tiles: VerifiedTiles;
}

/** Checks the present checkpoint of a log and the right edge of its tiles. */
export async function openLog(source: LogSource, trust: Trust): Promise<OpenLog> {
  const checkpoint = await readCheckpoint(source, trust);
  return { source, checkpoint, tiles: await openVerifiedTiles(source.name, [source], checkpoint) };
}
