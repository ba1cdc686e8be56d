import { readFileSync } from 'node:fs';

const KB_PER_MB = 1024;

/** Sum of the most memory that each of these processes, all its threads together, ever held, MB; undefined where the system does not say. */
export function peakMemory(pids: readonly number[]): number | undefined {
  const kilobytes = pids.map(ofProcess);
  return kilobytes.some(Number.isNaN) ? undefined : kilobytes.reduce((sum, one) => sum + one, 0) / KB_PER_MB;
}

/** Kilobytes; NaN where they cannot be read. */
function ofProcess(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}
