import { toolPath } from '@simpul/testing';
import { join, resolve } from 'node:path';
import type { PublicLog } from '../../fault/support/download-log.ts';
import { type Ended, runProgram, runToSuccess } from './run-program.ts';

const SOURCE = resolve(import.meta.dirname, '../go/tlogcheck');

/** What `tlogcheck` found right. */
export interface GoChecked {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly records: number;
  /** Sizes of the earlier checkpoints that the log is a continuation of. */
  readonly earlier: readonly number[];
  /** Names of the keys that signed. */
  readonly signers: readonly string[];
}

export interface CheckOptions {
  /** Files with earlier checkpoints. */
  readonly earlier?: readonly string[];
  /** vkeys of witnesses that must have cosigned. */
  readonly cosigners?: readonly string[];
}

/** Checks a log over HTTP with Go's own code for transparency logs; see `go/tlogcheck/main.go`. */
export type Tlogcheck = (log: PublicLog, options?: CheckOptions) => Promise<Ended>;

/** Builds the Go program into a folder. */
export async function buildTlogcheck(folder: string): Promise<Tlogcheck> {
  const program = join(folder, 'tlogcheck');
  await runToSuccess(toolPath('go'), ['build', '-o', program, '.'], { cwd: SOURCE, env: { GOTOOLCHAIN: 'auto' } });
  return ({ url, vkey }, { earlier = [], cosigners = [] } = {}) =>
    runProgram(program, [
      '-log',
      url,
      '-vkey',
      vkey,
      ...earlier.flatMap((file) => ['-earlier', file]),
      ...cosigners.flatMap((key) => ['-cosigner', key]),
    ]);
}

/** Reads what a run that succeeded printed. @throws Error with its complaint where it did not */
export function readChecked({ code, stdout, stderr }: Ended): GoChecked {
  if (code !== 0) throw new Error(`tlogcheck ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as GoChecked;
}
