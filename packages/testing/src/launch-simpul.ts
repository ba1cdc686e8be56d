import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A real `simpul up`, in a process of its own. */
export interface LaunchedSimpul {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly metricsUrl: string;
  readonly data: string;
  /** What it printed so far. */
  output(): string;
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

export interface LaunchOptions {
  readonly region: string;
  readonly data: string;
  /** 0 picks a free one; give the same again for a data folder that exists. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** More arguments of `up`. */
  readonly args?: readonly string[];
  /** A command that runs the rest of the line, such as strace with its options. */
  readonly prefix?: readonly string[];
}

const COMMAND = resolve(import.meta.dirname, '../../cli/bin/simpul.js');

/** Starts the bus and waits until it says that it is ready. @throws Error with its output when it ends before. */
export async function launchSimpul(options: LaunchOptions): Promise<LaunchedSimpul> {
  const { region, data, port = 0, env = {}, args = [], prefix = [] } = options;
  const up = ['up', '--region', region, '--data', data, '--port', String(port), '--metrics-port', '0', ...args];
  const [program = process.execPath, ...line] = [...prefix, process.execPath, COMMAND, ...up];
  const child = spawn(program, line, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = once(child, 'exit');
  await new Promise<void>((ready, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Ctrl-C stops it')) ready();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    ended.then(() => reject(new Error(`simpul ended before it was ready:\n${output}`)), reject);
  });
  const endpoint = JSON.parse(readFileSync(`${data}/run/endpoint.json`, 'utf8')) as { url: string; metricsUrl: string };
  return {
    process: child,
    url: endpoint.url,
    port: Number(new URL(endpoint.url).port),
    metricsUrl: endpoint.metricsUrl,
    data,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
