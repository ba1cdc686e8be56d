import type { Surroundings } from './log-source.ts';

/** Pause between two lines about a long task, ms. */
const LINE_EVERY_MS = 5000;

/** Takes how much is done now. */
export type Progress = (done: number) => void;

/** Says every five seconds how far a task is, so nothing about short ones. */
export function createProgress(
  { terminal, say }: Surroundings,
  { total, what }: { readonly total: number; readonly what: string },
): Progress {
  let last = terminal.now();
  return (done) => {
    const now = terminal.now();
    if (now - last < LINE_EVERY_MS || done >= total) return;
    last = now;
    say(`${what}: ${done} of ${total} (${Math.floor((done / total) * 100)} %)`);
  };
}
