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

/** Runs `simpul up` to its end. */
export async function runUp({ region, data, port = 0, args = [] }: UpOptions): Promise<EndedUp> {
  const given = region === undefined ? [] : ['--region', region];
  const up = ['up', ...given, '--data', data, '--port', String(port), '--metrics-port', '0', ...args];
  const child = spawn(process.execPath, [COMMAND, ...up], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    // It was not to start: the test will see its exit code.
    if (stdout.includes('Ctrl-C stops it')) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
