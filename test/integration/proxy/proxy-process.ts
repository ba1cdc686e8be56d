import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** A real `simpul proxy`, in a process of its own. */
export interface ProxyProcess {
  readonly url: string;
  readonly port: number;
  /** What it printed so far. */
  output(): string;
  /** Most memory that it ever held, kB (VmHWM). */
  peakKb(): number;
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>;
}

/** What a command line came to that was refused. */
export interface Refused {
  readonly code: number | null;
  readonly output: string;
}

/** Starts a proxy on a free port and waits until it is ready. @throws Error with its output when it ends before */
export async function launchProxy(...args: readonly string[]): Promise<ProxyProcess> {
  const run = start(['--listen', '127.0.0.1:0', ...args]);
  const line = await Promise.race([run.ready, run.ended.then(() => undefined)]);
  if (line === undefined) throw new Error(`the proxy ended before it was ready:\n${run.output()}`);
  const { url } = JSON.parse(line) as { url: string };
  const port = Number(new URL(url).port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    output: run.output,
    peakKb: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8'))?.[1]),
    async stop() {
      run.kill();
      return run.ended;
    },
  };
}

/** Runs a proxy that does not start. */
export async function refusedProxy(...args: readonly string[]): Promise<Refused> {
  const run = start(args);
  return { code: await run.ended, output: run.output() };
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, 'proxy', '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ready = Promise.withResolvers<string>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    const line = /^.*"event":"ready".*$/m.exec(output)?.[0];
    if (line !== undefined && output.includes(`${line}\n`)) ready.resolve(line);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { pid: child.pid, ready: ready.promise, ended, output: () => output, kill: () => child.kill('SIGTERM') };
}
