import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 20;

/** Resolves once something holds; the suite's own time limit ends the wait. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(LOOK_MS);
}
