import { machineHas } from '@simpul/testing';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readTrace, type TracedCall } from '../../support/strace-file.ts';

/** What strace does to a process. */
export interface StraceOptions {
  /** Only calls on these files count and are met. */
  readonly paths: readonly string[];
  /** As `-e inject=` takes it: `fsync:error=EIO:when=3`. Calls are counted for each thread. */
  readonly inject?: string;
  /** File for the trace, whose lines are there as soon as a call has returned. */
  readonly trace: string;
}

const TRACED = 'pwrite64,fsync,fdatasync,openat,rename';

/** Whether this machine has strace and leave to use it. @throws Error in a run that may skip nothing */
export function canInject(): boolean {
  const { status } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']);
  return machineHas(status === 0, 'strace, or leave to use it,');
}

/** Arguments that run a command under strace. */
export function strace({ paths, inject, trace }: StraceOptions): string[] {
  const only = paths.flatMap((path) => ['-P', path]);
  const fault = inject === undefined ? [] : ['-e', `inject=${inject}`];
  // It makes other calls as fast as without strace, but signals and delays are then not injected.
  const fast = inject === undefined || inject.includes(':error=') ? ['--seccomp-bpf'] : [];
  return ['strace', '-f', ...fast, '-yy', '-s', '0', '-e', `trace=${TRACED}`, ...only, ...fault, '-o', trace];
}

/** The calls of a trace so far, in order. */
export function tracedCalls(trace: string): TracedCall[] {
  return readTrace(readFileSync(trace, 'utf8').split('\n'));
}

/** How many calls of a name on a file a trace has so far. */
export function countCalls(trace: string, name: string, on: string): number {
  return tracedCalls(trace).filter((call) => call.name === name && call.on === on).length;
}
