import { setTimeout as sleep } from 'node:timers/promises';

/** What a command sees of the world; tests put their own in its place. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Writes to standard output. */
  out(chunk: string | Uint8Array): void;
  /** Writes to standard error. */
  err(text: string): void;
  /** Milliseconds. */
  wait(ms: number): Promise<void>;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    out: (chunk) => void process.stdout.write(chunk),
    err: (text) => void process.stderr.write(text),
    wait: (ms) => sleep(ms),
    now: () => Date.now(),
  };
}
