import { toolsFolder } from '@simpul/testing';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { until } from '../../fault/support/until.ts';

const SERVE = resolve(import.meta.dirname, '../../../infra/mongo/serve.sh');
const ROOT = join(toolsFolder(), 'documentdb');
const START_MS = 60_000;

/** Whether a server of a suite's own can be run here (infra/ci/install-mongo.sh). */
export const canServeStore = existsSync(join(ROOT, 'ready'));

/** A server of MongoDB's protocol that a suite may strike: FerretDB, which speaks the protocol, before PostgreSQL. */
export interface StoreServer {
  readonly port: number;
  /** SIGSTOP or SIGCONT to one of them, with the processes that it has for its connections. */
  signal(which: 'ferretdb' | 'postgres', signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL to one of them; the other then stops too, as it stops when a machine dies. */
  kill(which: 'ferretdb' | 'postgres'): Promise<void>;
  /** Starts both again on the same data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs one on a port, PostgreSQL on the next. */
export async function startStoreServer(port: number): Promise<StoreServer> {
  const name = `cluster-${port}`;
  const data = join(ROOT, 'var/lib/simpul', name);
  let running: ChildProcess;

  async function start(): Promise<void> {
    const child = spawn('bash', [SERVE, String(port), name], { stdio: 'ignore' });
    running = child;
    await until('the store listens', START_MS, async () => {
      if (child.exitCode !== null) throw new Error('the store ended before it listened');
      return (await listens(port)) ? true : undefined;
    });
  }
  async function end(signal: 'SIGTERM' | undefined): Promise<void> {
    const ended = running.exitCode === null ? once(running, 'exit') : undefined;
    if (signal !== undefined) running.kill(signal);
    await ended;
  }
  const pids = () => ({
    ferretdb: Number(execFileSync('pgrep', ['-P', String(running.pid), 'ferretdb']).toString()),
    postgres: Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]),
  });
  await start();
  return {
    port,
    signal(which, signal) {
      const { [which]: pid } = pids();
      for (const one of [pid, ...childrenOf(pid)]) process.kill(one, signal);
    },
    async kill(which) {
      const { [which]: pid } = pids();
      process.kill(pid, 'SIGKILL');
      // Without FerretDB the script itself ends, and stops PostgreSQL at once.
      await end(which === 'ferretdb' ? undefined : 'SIGTERM');
    },
    start,
    async stop() {
      await end('SIGTERM');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('pgrep', ['-P', String(pid)])
      .toString()
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    // pgrep fails where there are none.
    return [];
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve_) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve_(true);
    });
    socket.once('error', () => resolve_(false));
  });
}
