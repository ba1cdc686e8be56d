import { resolve } from 'node:path';
import { type StartedProcess, startProcess } from './start-process.ts';

const COMMAND = resolve(import.meta.dirname, '../../cli/bin/simpul.js');
/** What `simpul up` prints last before it serves. */
const READY = 'Ctrl-C stops it';

export interface UpOptions {
  /** Arguments of `up`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the rest of the line, such as strace with its options. */
  readonly prefix?: readonly string[];
  /** Kills it. */
  readonly signal?: AbortSignal;
  /** Told of all that it prints. */
  readonly onOutput?: (text: string) => void;
}

/** Starts `simpul up` and waits until it says that it is ready. @throws Error with its output when it ends before. */
export function startUp({ args, env = {}, prefix = [], ...rest }: UpOptions): Promise<StartedProcess> {
  return startProcess([...prefix, process.execPath, COMMAND, 'up', ...args], {
    name: 'simpul',
    ready: READY,
    env: { ...process.env, ...env },
    ...rest,
  });
}
