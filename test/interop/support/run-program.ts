import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Longest that it may run, milliseconds. */
  readonly maxMs?: number;
}

/** Longest that a program may run where nothing else is said, milliseconds. */
const MAX_MS = 120_000;

/** Runs a program to its end, whatever that is. @throws Error if it does not come to one */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env = {}, cwd, maxMs = MAX_MS }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: maxMs,
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  if (child.killed) throw new Error(`${program} did not end in ${maxMs} ms:\n${stdout}${stderr}`);
  return { code: child.exitCode, stdout, stderr };
}

/** The same for one that must succeed. @throws Error with what it said */
export async function runToSuccess(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args, options);
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
