import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_MS = 25;
const PATIENCE_MS = 10_000;

/** Looks again and again until there is something to see. @throws Error when that takes too long. */
export async function eventually<T>(look: () => Promise<T | undefined>, patienceMs = PATIENCE_MS): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > end) throw new Error(`nothing came of it in ${patienceMs} ms: ${look.toString()}`);
    await pause(BETWEEN_MS);
  }
}
