import { SimpulError } from '@simpul/errors';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { errors, Pool } from 'undici';
import { ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS } from '../defaults.ts';
import { CLI } from '../errors.ts';

export { headerOf } from './answer-header.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query; sent byte for byte, never normalised. */
  readonly path: string;
  /** Names and values alternating. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; a list where one came more than once. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Speaks to one origin; nothing is followed or retried. */
export interface HttpClient {
  /** @throws SimpulError `SIMPUL_CLI_UNREACHABLE`; `SIMPUL_CLI_USAGE` for what HTTP cannot carry. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  /** Longest silence, ms. */
  readonly timeoutMs?: number;
  /** Largest body that is taken, bytes; any by default. */
  readonly maxBytes?: number;
  /** Host that the server's certificate must name; the one of the address by default. */
  readonly serverName?: string | undefined;
  /** PEM of the certificate that the caller shows, and of its key. */
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
}

/** A client of the bus at `url`, whose path, if any, is put before every path. */
export function createHttpClient(
  url: string,
  { timeoutMs = ANSWER_TIMEOUT_MS, maxBytes = -1, serverName, certificate }: HttpClientOptions = {},
): HttpClient {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connect: { timeout: CONNECT_TIMEOUT_MS, ...certificate, ...namedBy(serverName) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxBytes,
  });
  return {
    async send({ method, path, headers = [], body }) {
      try {
        // Not undici's `request`, which would run the path through URL and so change it.
        const answer = await pool.request({
          method,
          path: prefix + path,
          headers: [...headers],
          ...(body === undefined ? {} : { body }),
        });
        const content = Buffer.from(await answer.body.arrayBuffer());
        return { status: answer.statusCode, headers: answer.headers, body: content };
      } catch (error) {
        throw translate(error, url);
      }
    },
    close: () => pool.close(),
  };
}

/** Verifies the server by another name than that of its address; an IP address is no name for the handshake (RFC 6066). */
function namedBy(host: string | undefined) {
  if (host === undefined) return {};
  const verify = { checkServerIdentity: (_: string, cert: PeerCertificate) => checkServerIdentity(host, cert) };
  return isIP(host) === 0 ? { servername: host, ...verify } : verify;
}

function translate(error: unknown, url: string): SimpulError {
  if (error instanceof errors.InvalidArgumentError) {
    const reason = `the request cannot be sent: ${error.message}; spaces and non-ASCII characters must be percent-encoded`;
    return new SimpulError(CLI.USAGE, { params: { reason }, cause: error });
  }
  return new SimpulError(CLI.UNREACHABLE, { params: { url, reason: reasonOf(error) }, cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
