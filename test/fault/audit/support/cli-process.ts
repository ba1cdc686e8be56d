import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../../../packages/cli/bin/simpul.js');

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that may be ended at any time. */
export interface Running {
  /** Resolves when it ends, by whatever. */
  readonly ended: Promise<ProcessEnd>;
  /** What it printed so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
}

/** A real `simpul` command. */
export interface CliProcess extends Running {
  /** What it printed to standard output so far. */
  stdout(): string;
  /** Waits for a whole line of standard output. @throws Error with all output when it ends before */
  line(matches: (line: string) => boolean): Promise<string>;
}

/** Starts `simpul` with these arguments; it may end before anything is waited for. */
export function startCli(args: readonly string[]): CliProcess {
  const child = spawn(process.execPath, ['--no-warnings', COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = endOf(child);
  const chunks: string[] = [];
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk.toString());
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const output = (): string => chunks.join('');
  return {
    ended,
    output,
    stdout: () => stdout,
    signal: (signal) => void child.kill(signal),
    line: (matches) =>
      new Promise((found, reject) => {
        const look = (): void => {
          const line = stdout.split('\n').slice(0, -1).find(matches);
          if (line !== undefined) found(line);
        };
        child.stdout.on('data', look);
        look();
        ended.then(() => reject(new Error(`simpul ${args.join(' ')} ended too early:\n${output()}`)), reject);
      }),
  };
}

/** Resolves when a process has ended and all that it printed was read. */
export async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode };
}

/** Runs a command to its end. @returns its standard output. @throws Error with all output for another code than 0 */
export async function runCli(args: readonly string[]): Promise<string> {
  const running = startCli(args);
  const { code } = await running.ended;
  if (code !== 0) throw new Error(`simpul ${args.join(' ')} exited ${code}:\n${running.output()}`);
  return running.stdout();
}
