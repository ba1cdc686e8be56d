import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { inject } from 'light-my-request';
import type { Provider } from 'oidc-provider';
import { INTERACTION_COOKIE, RESUME_COOKIE } from '../domain/people-profile.ts';
import { readCookies, SESSION_COOKIE } from '../pages/http/cookies.ts';

/** An HTTP request whose path is already known to be one of ours. */
export interface PlayedRequest {
  readonly method: string;
  /** Path below the issuer, as the provider routes it. */
  readonly path: string;
  /** Names and values alternating. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly source: string;
  /** A person's browser is at the other end: its query and the provider's cookies go along, redirects come back. */
  readonly browser?: { readonly query: string };
  /** SHA-256 of the client certificate whose key the caller holds, in hex, as the gateway saw it. */
  readonly certificate?: string;
}

export interface PlayedAnswer {
  readonly status: number;
  readonly headers: string[];
  readonly body: Uint8Array;
}

/** What of the caller's headers the provider sees: nothing that speaks of hosts, forwarding or certificates. */
const REQUEST_HEADERS = new Set(['content-type', 'authorization', 'dpop']);
/** What a browser is told besides: these answers redirect, or say why not. */
const BROWSER_RULES = [
  'content-security-policy',
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy',
  'no-referrer',
  'x-content-type-options',
  'nosniff',
];
/** What of the provider's headers the caller sees: no CORS, no cookies, */
const ANSWER_HEADERS = ['content-type', 'cache-control', 'dpop-nonce', 'www-authenticate', 'retry-after'];
/** but for browsers. */
const BROWSER_HEADERS = ['location'];
/** Cookies that the provider reads, */
const COOKIES_IN = [SESSION_COOKIE, RESUME_COOKIE];
/** and those that it may set: sessions are not its own. */
const COOKIES_OUT = [INTERACTION_COOKIE, RESUME_COOKIE];

const certificates = new WeakMap<object, string>();

/** The certificate over which a played request came: it travels beside the request, since a header could be the caller's. */
export function certificateOf(request: IncomingMessage): string | undefined {
  return certificates.get(request);
}

/** Plays requests into the provider's handler, without a listener. */
export function createPlayer(provider: Provider): (request: PlayedRequest) => Promise<PlayedAnswer> {
  const handle = provider.callback();
  const { host, protocol, pathname } = new URL(provider.issuer);
  const ours = { host, 'x-forwarded-proto': protocol.slice(0, -1), accept: 'application/json' };
  return async ({ method, path, headers, body, source, browser, certificate }) => {
    const url = browser === undefined || browser.query === '' ? path : `${path}?${browser.query}`;
    const response = await inject(
      (request, answer) => {
        // The part of `originalUrl` before `url` is where the provider believes it is mounted.
        Object.assign(request, { originalUrl: `${pathname}${url}` });
        if (certificate !== undefined) certificates.set(request, certificate);
        void handle(request, answer);
      },
      {
        method: method === 'POST' ? 'POST' : 'GET',
        url,
        headers: { ...pick(headers), ...(browser !== undefined && cookies(headers)), ...ours },
        remoteAddress: source,
        ...(method === 'POST' && { payload: Buffer.from(body) }),
      },
    );
    return {
      status: response.statusCode,
      headers: [
        ...[...ANSWER_HEADERS, ...(browser === undefined ? [] : BROWSER_HEADERS)].flatMap((name) => {
          const value = response.headers[name];
          return value === undefined ? [] : [name, String(value)];
        }),
        ...(browser === undefined ? [] : [...BROWSER_RULES, ...setCookies(response.headers['set-cookie'])]),
      ],
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

/** Only the cookies that the provider has to do with. */
function cookies(headers: readonly string[]): { cookie?: string } {
  const given: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() === 'cookie') given.push(headers[index + 1] ?? '');
  }
  const all = readCookies(given.join('; '));
  const cookie = COOKIES_IN.flatMap((name) => {
    const value = all.get(name);
    return value === undefined ? [] : [`${name}=${value}`];
  }).join('; ');
  return cookie === '' ? {} : { cookie };
}

function setCookies(given: string | readonly string[] | undefined): string[] {
  const all = typeof given === 'string' ? [given] : (given ?? []);
  const ours = all.filter((cookie) => COOKIES_OUT.some((name) => cookie.startsWith(`${name}=`)));
  return ours.flatMap((cookie) => ['set-cookie', cookie]);
}
