import { run } from '../../src/run.ts';
import type { Terminal } from '../../src/terminal.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TerminalOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly stdin?: readonly string[];
  /** Milliseconds that the clock shows at first. */
  readonly now?: number;
  /** In place of waiting. */
  readonly wait?: (ms: number) => void;
}

/** Runs a command line without a process, and gathers what it prints. Time passes only while it waits. */
export async function runIn(argv: readonly string[], options: TerminalOptions = {}): Promise<Outcome> {
  const { env = {}, cwd = process.cwd(), stdin = [], now: start = 0, wait } = options;
  const out: Buffer[] = [];
  let err = '';
  let now = start;
  const terminal: Terminal = {
    env,
    cwd,
    stdin: (async function* chunks() {
      for (const chunk of stdin) yield Buffer.from(chunk);
    })(),
    out: (chunk) => void out.push(Buffer.from(chunk)),
    err: (text) => void (err += text),
    async wait(ms) {
      now += ms;
      wait?.(ms);
    },
    now: () => now,
  };
  const code = await run(argv, terminal);
  return { code, out: Buffer.concat(out).toString(), err };
}
