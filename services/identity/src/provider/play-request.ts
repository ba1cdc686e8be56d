import { Buffer } from 'node:buffer';
import { inject } from 'light-my-request';
import type { Provider } from 'oidc-provider';

/** An HTTP request whose path is already known to be one of ours. */
export interface PlayedRequest {
  readonly method: string;
  /** Path below the issuer, as the provider routes it. */
  readonly path: string;
  /** Names and values alternating. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly source: string;
}

export interface PlayedAnswer {
  readonly status: number;
  readonly headers: string[];
  readonly body: Uint8Array;
}

/** What of the caller's headers the provider sees: nothing that speaks of hosts, forwarding or certificates. */
const REQUEST_HEADERS = new Set(['content-type', 'authorization', 'dpop']);
/** What of the provider's headers the caller sees: no CORS, no cookies. */
const ANSWER_HEADERS = ['content-type', 'cache-control', 'dpop-nonce', 'www-authenticate', 'retry-after'];

/** Plays requests into the provider's handler, without a listener. */
export function createPlayer(provider: Provider): (request: PlayedRequest) => Promise<PlayedAnswer> {
  const handle = provider.callback();
  const { host, protocol, pathname } = new URL(provider.issuer);
  const ours = { host, 'x-forwarded-proto': protocol.slice(0, -1), accept: 'application/json' };
  return async ({ method, path, headers, body, source }) => {
    const response = await inject(
      (request, answer) => {
        // The part of `originalUrl` before `url` is where the provider believes it is mounted.
        Object.assign(request, { originalUrl: `${pathname}${path}` });
        void handle(request, answer);
      },
      {
        method: method === 'POST' ? 'POST' : 'GET',
        url: path,
        headers: { ...pick(headers), ...ours },
        remoteAddress: source,
        ...(method === 'POST' && { payload: Buffer.from(body) }),
      },
    );
    return {
      status: response.statusCode,
      headers: ANSWER_HEADERS.flatMap((name) => {
        const value = response.headers[name];
        return value === undefined ? [] : [name, String(value)];
      }),
      body: method === 'HEAD' ? new Uint8Array() : new Uint8Array(response.rawPayload),
    };
  };
}

/** A header that came twice is joined, as HTTP says, and then fails where only one is allowed. */
function pick(headers: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? '';
    const value = headers[index + 1] ?? '';
    if (REQUEST_HEADERS.has(name)) picked[name] = name in picked ? `${picked[name]}, ${value}` : value;
  }
  return picked;
}
