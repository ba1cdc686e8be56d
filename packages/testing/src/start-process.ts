import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** A program of a test, running. */
export interface StartedProcess {
  readonly process: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
  /** What it printed so far. */
  output(): string;
  /** SIGSTOP, and waits until it stands still. */
  pause(): Promise<void>;
  /** SIGCONT. */
  resume(): void;
  /** Sends it a signal and waits for its end. @returns its exit code */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export interface StartOptions extends Pick<SpawnOptions, 'cwd' | 'env' | 'signal' | 'detached'> {
  /** What it is called when it does not start. */
  readonly name: string;
  /** Text that it prints once it serves. */
  readonly ready: string;
  /** Told of all that it prints. */
  readonly onOutput?: (text: string) => void;
}

/** Milliseconds after which a start is given up: on a machine that is busy a cluster takes a while. */
const START_MS = 120_000;
/** Milliseconds between looks at whether a process stands still. */
const LOOK_MS = 2;

/**
 * Starts a program and waits until it says that it is ready. The signal kills it, for as long as it runs.
 * @throws Error with its output when it ends before
 */
export async function startProcess(line: readonly string[], options: StartOptions): Promise<StartedProcess> {
  const { name, ready, onOutput, ...place } = options;
  const [program = '', ...args] = line;
  const child = spawn(program, args, { ...place, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let late: NodeJS.Timeout | undefined;
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      const text = chunk.toString();
      output += text;
      onOutput?.(text);
      if (output.includes(ready)) resolve();
    };
    child.once('error', reject);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    ended.then(() => reject(new Error(`${name} ended before it was ready:\n${output}`)), reject);
    late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} was not ready after ${START_MS} ms:\n${output}`));
    }, START_MS);
  }).finally(() => clearTimeout(late));
  return {
    process: child,
    ended,
    output: () => output,
    async pause() {
      child.kill('SIGSTOP');
      while (await runs(child.pid ?? 0)) await pause(LOOK_MS);
    },
    resume: () => void child.kill('SIGCONT'),
    async end(signal) {
      child.kill(signal);
      // One that is stopped takes no SIGTERM before it goes on.
      child.kill('SIGCONT');
      await ended;
      return child.exitCode;
    },
  };
}

/** Whether any thread of a process still runs: after SIGSTOP each goes on until it is next looked at. @throws where there is no such process */
async function runs(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`);
  const states = await Promise.all(threads.map((thread) => stateOf(`/proc/${pid}/task/${thread}/status`)));
  return states.some((state) => state !== 'T');
}

/** One that has ended meanwhile counts as stopped. */
async function stateOf(file: string): Promise<string | undefined> {
  try {
    return /^State:\s+(\w)/m.exec(await readFile(file, 'utf8'))?.[1];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return 'T';
    throw error;
  }
}
