import { join } from 'node:path';
import { AUTHORITY_MAX_AGE_MS } from '../follower.ts';

/** Where the last state of something that is followed is kept, for a start without contact to who decides. */
export interface KeptSnapshot {
  readonly file: string;
  /** Milliseconds beyond which it is not believed (`authorityMaxAge`). */
  readonly maxAgeMs: number;
}

/**
 * Where one service keeps its snapshots; undefined where it keeps none.
 * @param name - of the service: of two in one process each has its own
 */
export function keptIn(
  folder: string | undefined,
  name: string,
  maxAgeMs = AUTHORITY_MAX_AGE_MS,
): { readonly registry?: KeptSnapshot; readonly denylist?: KeptSnapshot } {
  if (folder === undefined) return {};
  const at = (what: string): KeptSnapshot => ({ file: join(folder, `${name}-${what}.ndjson`), maxAgeMs });
  return { registry: at('registry'), denylist: at('denylist') };
}
