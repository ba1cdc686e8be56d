import { readFileSync } from 'node:fs';

const KB_PER_MB = 1024;

/** Most memory that a process, all its threads together, ever held, MB; undefined where the system does not say. */
export function peakMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / KB_PER_MB;
  } catch {
    return undefined;
  }
}
