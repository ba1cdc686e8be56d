import { LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from './frames.ts';
import type { LogBatch } from './log-store.ts';

/** @throws TypeError if ids, leaves and side-cars are not equally many, or an id comes twice */
export function checkBatch({ ids, bundle, sideCars }: LogBatch): void {
  const n = ids.length;
  if (n === 0 || new Set(ids).size !== n) throw new TypeError('a batch needs ids, each once');
  if (splitFrames(bundle, LEAF_PREFIX).length !== n) throw new TypeError('one leaf for each id');
  if (splitFrames(sideCars, SIDE_CAR_PREFIX).length !== n) throw new TypeError('one side-car for each id');
}
