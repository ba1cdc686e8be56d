import { temporaryFolder } from '@simpul/testing';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ANSWER_TIMEOUT_MS, CONNECTIONS, type LoadResult, type Target } from './load.ts';

const SCRIPT = join(import.meta.dirname, 'wrk.lua');
const US_PER_S = 1_000_000;
const US_PER_MS = 1000;

/** Runs wrk with one thread: it takes a small part of one core, and the bus needs the rest. */
export async function runWrk(target: Target, seconds: number): Promise<LoadResult> {
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    const file = join(folder.path, name);
    writeFileSync(file, text);
    return file;
  };
  try {
    const headers = Object.entries(target.headers).map(([name, value]) => `${name}: ${value}`);
    const args = [write('body', target.body), write('headers', headers.join('\n'))];
    if (target.fresh !== undefined) {
      const { names, values } = target.fresh;
      args.push(names.join('\t'), write('values', values.map((one) => one.join('\t')).join('\n')));
    }
    const limits = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', `${ANSWER_TIMEOUT_MS / 1000}s`];
    const { stdout } = await promisify(execFile)('wrk', [...limits, '-s', SCRIPT, target.url, ...args]);
    return readSummary(stdout);
  } finally {
    folder.remove();
  }
}

/** Reads the line that the script writes. @throws Error where there is none */
export function readSummary(output: string): LoadResult {
  const line = /^bench (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk did not say what it counted:\n${output}`);
  const said = new Map(line.split(' ').map((pair) => pair.split('=', 2) as [string, string]));
  // A percentile is rarely no number; Number makes NaN of it.
  const number = (name: string): number => Number(said.get(name));
  return {
    completed: number('completed'),
    rps: (number('completed') / number('us')) * US_PER_S,
    p50: number('p50') / US_PER_MS,
    p99: number('p99') / US_PER_MS,
    refused: number('refused'),
    broken: number('broken'),
  };
}
