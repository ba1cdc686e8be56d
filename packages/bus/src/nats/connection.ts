import type { Party } from '@simpul/contracts';
import { BUS, isSimpulError, SimpulError } from '@simpul/errors';
import type { NatsConnection, TlsOptions } from 'nats';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process reaches NATS, and as whom. */
export interface NatsAddress {
  /** `nats://…` or `tls://…`, several separated by commas. */
  readonly url: string;
  /** PEM of the authorities that the server's certificate must come from; the system's where it is absent. */
  readonly caFile?: string;
  /** Seed of the user's nkey. It is read again for each connection, so that a new key needs no restart. */
  readonly nkeyFile?: string;
  readonly party: Party;
  readonly instance: string;
}

/** One server of the address. */
export interface NatsServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

const DEFAULT_PORT = 4222;
/** Milliseconds between attempts to connect. */
const RETRY_MS = 250;
/** Attempts between two lines in the log about servers that are not there. */
const ATTEMPTS_A_LINE = 40;
/** Milliseconds for a connection to be made. */
const DIAL_MS = 2000;
/** Milliseconds between pings, and how many may stay unanswered until a server counts as lost. */
const PING_MS = 1000;
const PINGS_OUT = 2;

/** Takes the address apart. @throws SimpulError where it is none, or holds a secret */
export function serversOf(url: string): readonly NatsServer[] {
  return url.split(',').map((text) => {
    const parsed = URL.parse(text.trim());
    const scheme = parsed?.protocol;
    if (parsed === null || parsed.hostname === '' || (scheme !== 'nats:' && scheme !== 'tls:')) {
      throw unusable('its address is not nats://host:port or tls://host:port');
    }
    if (parsed.username !== '' || parsed.password !== '')
      throw unusable('an address holds no secret; give an nkey file');
    return {
      host: parsed.hostname.replaceAll(/^\[|\]$/g, ''),
      port: Number(parsed.port === '' ? DEFAULT_PORT : parsed.port),
      secure: scheme === 'tls:',
    };
  });
}

/**
 * Tries one server after the other until one answers; undefined once the signal aborts.
 * @throws SimpulError where another attempt is of no use: the key is refused, or, at the first connection, what was set
 * cannot be used; later a file may be on its way
 */
export async function dialUntil(
  signal: AbortSignal,
  address: NatsAddress,
  isFirst: boolean,
  logger: { info(particulars: object, text: string): void; warn(particulars: object, text: string): void },
): Promise<NatsConnection | undefined> {
  const servers = serversOf(address.url);
  const first = Math.trunc(Math.random() * servers.length);
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const server = servers[(first + attempt) % servers.length] as NatsServer;
    const where = `${server.host}:${server.port}`;
    try {
      const client = await dial(server, address);
      logger.info({ server: where }, 'connected to NATS');
      return client;
    } catch (error) {
      if (isSimpulError(error, isFirst ? undefined : BUS.NATS_REFUSED)) throw error;
      if (attempt % ATTEMPTS_A_LINE < servers.length) {
        logger.warn({ err: error, server: where }, 'NATS cannot be reached; trying on');
      }
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/**
 * Connects once. The connection never renews itself: what is published while there is none is refused, not kept and sent
 * later, and whoever keeps the connection makes the next one.
 * @throws SimpulError `SIMPUL_BUS_NATS_REFUSED` or `SIMPUL_BUS_NATS_UNUSABLE` where another attempt is of no use
 * @throws Error of the network
 */
async function dial(server: NatsServer, address: NatsAddress): Promise<NatsConnection> {
  const { caFile, nkeyFile, party, instance } = address;
  const { host, port, secure } = server;
  // A bus in one process does without it.
  const { connect, NatsError, nkeyAuthenticator } = await import('nats');
  const seed = nkeyFile === undefined ? undefined : await readSetting(nkeyFile);
  const ca = caFile === undefined ? undefined : await readSetting(caFile);
  try {
    return await connect({
      servers: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      name: `${party}.${instance}`,
      timeout: DIAL_MS,
      reconnect: false,
      ignoreClusterUpdates: true,
      noEcho: true,
      pingInterval: PING_MS,
      maxPingOut: PINGS_OUT,
      inboxPrefix: `_INBOX_${party}.${instance}`,
      ...(seed !== undefined && { authenticator: nkeyAuthenticator(Buffer.from(seed.trim())) }),
      ...((secure || ca !== undefined) && { tls: tlsOptions(host, ca) }),
    });
  } catch (error) {
    if (error instanceof NatsError && error.isAuthError()) {
      throw new SimpulError(BUS.NATS_REFUSED, { params: { reason: 'it does not know this key' }, cause: error });
    }
    throw error;
  }
}

/** The client hands these to Node, which would check the name `localhost` where the host is an address. */
function tlsOptions(host: string, ca: string | undefined): TlsOptions {
  const options = { ...(isIP(host) !== 0 && { host }), ...(ca !== undefined && { ca }) };
  return options;
}

async function readSetting(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unusable(`the file ${file} cannot be read`, cause);
  }
}

function unusable(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(BUS.NATS_UNUSABLE, { params: { reason }, cause });
}
