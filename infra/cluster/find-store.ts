import { freePort } from '@simpul/testing';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The store of the cluster. */
export interface FoundStore {
  /** Address of a database. */
  readonly url: string;
  /** For people; without secrets. */
  readonly where: string;
  stop(): Promise<void>;
}

const SERVE = resolve(import.meta.dirname, '../mongo/serve.sh');
/** Where infra/ci/install-mongo.sh puts the server. */
const INSTALLED = join(process.env['SIMPUL_TOOLS'] ?? join(homedir(), '.cache/simpul-tools'), 'documentdb/ready');
const LOOK_MS = 200;

/** The database that was given, one on the server of `TEST_MONGO`, or one on a server that infra/ci installed. */
export async function findStore(root: string, given: string | undefined): Promise<FoundStore | undefined> {
  if (given !== undefined) return { url: given, where: hostsOf(given), stop: async () => undefined };
  const database = databaseOf(root);
  const server = process.env['TEST_MONGO'] ?? '';
  if (server !== '') {
    const url = new URL(`/${database}`, server).href;
    return { url, where: hostsOf(url), stop: async () => undefined };
  }
  return existsSync(INSTALLED) && process.getuid?.() === 0 ? serveInstalled(database) : undefined;
}

/** Said where there is none. */
export const STORE_MISSING = `A store is missing. One of these brings it:
  npm run cluster -- --mongo mongodb://HOST:PORT/DATABASE      a server of MongoDB's protocol that runs already
  TEST_MONGO=mongodb://HOST:PORT npm run cluster               the same; the database is made
  bash infra/ci/install-mongo.sh                               installs FerretDB on DocumentDB (Debian, as root)
`;

/** A folder finds its own database again, and a new folder gets a new one. */
function databaseOf(root: string): string {
  const file = join(root, 'database');
  if (!existsSync(file)) writeFileSync(file, `simpul_cluster_${randomBytes(4).toString('hex')}\n`);
  return readFileSync(file, 'utf8').trim();
}

async function serveInstalled(database: string): Promise<FoundStore> {
  const port = await freePort();
  // A process group of its own: Ctrl-C must not end it before those that write to it.
  const child = spawn('bash', [SERVE, String(port), database], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = `mongodb://127.0.0.1:${port}/${database}`;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`infra/mongo/serve.sh ended with ${child.exitCode}`);
    await wait(LOOK_MS);
  }
  return {
    url,
    where: `${hostsOf(url)} (infra/mongo/serve.sh)`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolveWith) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (connected: boolean) => (): void => {
      socket.destroy();
      resolveWith(connected);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}

/** An address without user and password. */
function hostsOf(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/]*@/, '$1').replace(/\?.*$/, '');
}
