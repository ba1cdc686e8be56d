import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** One process of the cluster. */
export interface Part {
  readonly name: string;
  /** Resolves when it works. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, with its exit code. */
  readonly ended: Promise<number>;
  /** Asks it to end. Asked again later than a second after the first time, it ends at once. */
  stop(): void;
}

export interface PartOptions {
  readonly name: string;
  /** Arguments of `simpul up`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Told of lines that people should see. */
  readonly say: (line: string) => void;
}

const COMMAND = resolve(import.meta.dirname, '../../packages/cli/bin/simpul.js');
/** What `simpul up` prints last before it serves, and what it prints while it cannot. */
const READY = 'Ctrl-C stops it';
const WAITING = 'Waiting for';

/** Starts `simpul up`, in a process group of its own: Ctrl-C must not end all at once, but each after those that call it. */
export function startPart({ name, args, env, say }: PartOptions): Part {
  const child = spawn(process.execPath, [COMMAND, 'up', ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = Promise.withResolvers<void>();
  createInterface(child.stdout).on('line', (line) => {
    if (line.includes(READY)) ready.resolve();
    if (line.startsWith(WAITING)) say(`${name}: ${line}`);
  });
  createInterface(child.stderr).on('line', (line) => say(`${name}: ${line}`));
  const ended = once(child, 'exit').then(([code, signal]) => (code as number | null) ?? endedBy(signal as string));
  return { name, ready: ready.promise, ended, stop: () => void child.kill('SIGTERM') };

  function endedBy(signal: string): number {
    say(`${name}: ended by ${signal}`);
    return 1;
  }
}
