import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** How a `simpul up` ended that was not to start. */
export interface EndedUp {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface UpOptions {
  readonly region?: string;
  readonly data: string;
  readonly port?: number;
  readonly args?: readonly string[];
}

/** What it prints last before it serves. */
const READY = 'Ctrl-C stops it';

/** Runs `simpul up` to its end. */
export async function runUp({ region, data, port = 0, args = [] }: UpOptions): Promise<EndedUp> {
  const given = region === undefined ? [] : ['--region', region];
  const up = ['up', ...given, '--data', data, '--port', String(port), '--metrics-port', '0', ...args];
  const child = spawn(process.execPath, [COMMAND, ...up], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const wasReady = stdout.includes(READY);
    stdout += chunk.toString();
    // It was not to start: the test will see its exit code. Once: a signal at the very end would be that code.
    if (!wasReady && stdout.includes(READY)) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
