import { run } from '@simpul/cli';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  /** Home of the person who runs it. */
  readonly home: string;
  /** In place of the pauses that the command makes. */
  readonly wait?: (ms: number, printed: string) => Promise<void>;
}

/** Runs a command line in this process. */
export async function command(argv: readonly string[], { home, wait }: CommandOptions): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await run(argv, {
    env: { HOME: home },
    cwd: home,
    stdin: (async function* nothing() {})(),
    out: (chunk) => void (out += Buffer.from(chunk).toString()),
    err: (text) => void (err += text),
    wait: async (ms) => wait?.(ms, out),
    now: () => Date.now(),
  });
  return { code, out, err };
}
