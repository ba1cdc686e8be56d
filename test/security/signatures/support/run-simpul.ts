import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../../../packages/cli/bin/simpul.js');

/** What a command came to. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `simpul` in a process of its own. */
export async function runSimpul(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
