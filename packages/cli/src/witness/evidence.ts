import { writeDurably } from '@simpul/store';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Contradiction } from './add-checkpoint.ts';
import { originHash } from './state.ts';

/** Most files of one log: the holder of its key can sign any number of contradictions, and a few prove as much. */
const MAX_FILES = 100;
const PRIVATE = 0o700;

/**
 * Keeps two checkpoints that one log signed for one size, in `evidence/{hash of the origin}/`: whoever holds both can prove to
 * anyone that the log's key holder lied.
 *
 * @returns the folder
 */
export function keepEvidence(folder: string, { origin, size, latest, note }: Contradiction): string {
  const place = join(folder, 'evidence', originHash(origin));
  mkdirSync(place, { recursive: true, mode: PRIVATE });
  if (readdirSync(place).length < MAX_FILES) {
    writeDurably(place, `${size}-cosigned.checkpoint`, latest.note);
    writeDurably(place, `${size}-${originHash(note).slice(0, 16)}.checkpoint`, note);
  }
  return place;
}
