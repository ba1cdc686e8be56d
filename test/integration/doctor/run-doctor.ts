import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

export interface Diagnosis {
  readonly code: number | null;
  /** Code of each finding, with its state. */
  readonly states: ReadonlyMap<string, string>;
  /** What each finding says. */
  readonly texts: ReadonlyMap<string, string>;
}

interface Finding {
  readonly code: string;
  readonly state: string;
  readonly what: string;
}

/** Runs `simpul doctor --json` to its end. @throws Error with what it printed where that is no diagnosis */
export async function runDoctor(...args: readonly string[]): Promise<Diagnosis> {
  const child = spawn(process.execPath, [COMMAND, 'doctor', '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (err !== '') throw new Error(err);
  const { findings } = JSON.parse(out) as { findings: readonly Finding[] };
  return {
    code,
    states: new Map(findings.map((each) => [each.code, each.state])),
    texts: new Map(findings.map((each) => [each.code, each.what])),
  };
}
