import { rawCall, type RawAnswer } from '@simpul/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '..', '..', '..', 'bin', 'simpul.js');

export interface Ready {
  readonly event: 'ready';
  readonly name: string;
  readonly url: string;
  readonly verifierKeys: readonly string[];
  readonly policy: readonly string[];
  readonly logs: readonly { readonly origin: string; readonly size?: number }[];
}

/** A real `simpul witness`, in a process of its own. */
export interface LaunchedWitness {
  readonly process: ChildProcess;
  readonly ready: Ready;
  readonly output: () => string;
  readonly add: (body: string) => Promise<RawAnswer>;
  readonly get: (path: string) => Promise<RawAnswer>;
  /** SIGTERM, then its exit code. */
  readonly stop: () => Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  readonly kill: () => Promise<void>;
}

/** Starts a witness on a free port and waits until it is ready. @throws Error with its output when it ends before */
export async function launchWitness(
  folder: string,
  vkeys: readonly string[],
  ...more: string[]
): Promise<LaunchedWitness> {
  const logs = vkeys.flatMap((vkey) => ['--log', vkey]);
  const line = ['witness', '--data', folder, '--listen', '127.0.0.1:0', '--json', ...logs, ...more];
  const child = spawn(process.execPath, [COMMAND, ...line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = once(child, 'exit');
  const ready = await new Promise<Ready>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const first = output.slice(0, output.indexOf('\n'));
      if (first.includes('"event":"ready"')) resolve(JSON.parse(first) as Ready);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    ended.then(() => reject(new Error(`the witness ended before it was ready:\n${output}`)), reject);
  });
  return {
    process: child,
    ready,
    output: () => output,
    add: (body) => rawCall(ready.url, '/add-checkpoint', { method: 'POST', body }),
    get: (path) => rawCall(ready.url, path),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
