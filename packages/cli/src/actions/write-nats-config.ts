import { SimpulError } from '@simpul/errors';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CLI } from '../errors.ts';
import { makeCertificates } from '../nats/certificate-files.ts';
import { makeSeeds } from '../nats/key-files.ts';
import { renderServerConfig } from '../nats/server-config.ts';
import type { Terminal } from '../terminal.ts';

export interface NatsConfigFlags {
  readonly out: string;
  readonly port: string;
  readonly host?: readonly string[];
  readonly monitor?: string;
  readonly json?: true;
}

const HIGHEST_PORT = 65_535;
const OWNER_ONLY_FOLDER = 0o700;
const CONFIG_FILE = 'nats-server.conf';
/** A host name, or an IP address. */
const HOST = /^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$/;

/** Writes a NATS server's configuration with what it lacks of keys and certificates. @throws SimpulError */
export async function writeNatsConfig(flags: NatsConfigFlags, terminal: Terminal): Promise<void> {
  const { out, host: hosts = [], monitor, json } = flags;
  const port = readPort('--port', flags.port);
  const monitorPort = monitor === undefined ? undefined : readPort('--monitor', monitor);
  const wrong = hosts.find((host) => !HOST.test(host));
  if (wrong !== undefined) throw usage(`--host is a host name or an IP address, not ${wrong}`);
  const folder = resolve(terminal.cwd, out);
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  await makeCertificates(folder, hosts);
  const users = await makeSeeds(folder);
  const listen = hosts.length === 0 ? '127.0.0.1' : '0.0.0.0';
  const file = join(folder, CONFIG_FILE);
  // Whole or not at all: a server may be told to read it again at any time.
  await writeFile(`${file}.new`, renderServerConfig({ listen, port, monitor: monitorPort, users }));
  await rename(`${file}.new`, file);
  const url = `tls://${hosts[0] ?? '127.0.0.1'}:${port}`;
  if (json === true) terminal.out(`${JSON.stringify({ folder, url, users })}\n`);
  else terminal.out(`${describe(folder, url)}\n`);
}

function describe(folder: string, url: string): string {
  return `Start the server:  cd ${folder} && nats-server --config ${CONFIG_FILE}
Join a process:    simpul up --only audit --nats ${url} --nats-ca ${join(folder, 'ca.pem')} --nats-nkey ${join(folder, 'audit.nk')} …
Each process gets the seed of its own service only; gateway and exchange in one process use edge.nk.`;
}

function readPort(flag: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port <= HIGHEST_PORT) return port;
  throw usage(`${flag} is a number from 1 to ${HIGHEST_PORT}`);
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
