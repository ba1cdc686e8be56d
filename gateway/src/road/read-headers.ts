import { type ExchangeRequest, UNFORWARDED_HEADERS } from '@simpul/contracts';
import { REQUEST, SimpulError } from '@simpul/errors';

/** A request's headers, sorted in one pass (facts B.2). */
export interface ReadHeaders {
  /** Headers that pass on, names and values alternating, in arrival order. */
  readonly kept: string[];
  readonly road: ExchangeRequest['road'];
  readonly authorization: string | undefined;
  readonly dpop: string | undefined;
  /** `X-Simpul-Key`: the secret of a legacy link. */
  readonly key: string | undefined;
  /** Lines that a signature of the request is about, as they came; undefined where there is none. */
  readonly signed: string[] | undefined;
}

type RoadName = keyof ExchangeRequest['road'];

/** Headers that the bus reads and passes on. */
const READ: ReadonlyMap<string, RoadName> = new Map([
  ['x-road-client', 'client'],
  ['x-road-id', 'id'],
  ['x-road-userid', 'userId'],
  ['x-road-represented-party', 'representedParty'],
  ['x-road-security-server', 'securityServer'],
  ['x-simpul-purpose', 'purpose'],
  ['x-simpul-version', 'version'],
  ['idempotency-key', 'idempotencyKey'],
  ['traceparent', 'traceparent'],
  ['content-type', 'contentType'],
]);
/** Hop-by-hop, rewritten, or set by the bus alone: never passed on. */
const DROPPED: ReadonlySet<string> = new Set([
  ...UNFORWARDED_HEADERS,
  'x-road-request-id',
  'x-road-request-hash',
  // What a proxy in front says of the caller's certificate is for the bus alone (RFC 9440 section 4).
  'client-cert',
  'client-cert-chain',
]);
/** Header fields of one request. Node alone would not show those beyond its own limit. */
const MAX_FIELDS = 200;
/** A second one could be read differently by two programs. `Host` and `Content-Length` are Node's to refuse. */
const SINGLE: ReadonlySet<string> = new Set([
  'authorization',
  'dpop',
  'idempotency-key',
  'host',
  'content-length',
  'content-type',
]);
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'dpop']);
/** Fields that a signature `simpul-request` covers, and its own. */
const SIGNED: ReadonlySet<string> = new Set([
  'signature-input',
  'signature',
  'authorization',
  'dpop',
  'x-road-client',
  'x-road-id',
  'x-simpul-purpose',
  'content-type',
  'content-digest',
]);
const OWN_COOKIE = /^__Host-simpul/i;
/** Lower-case names, with a hyphen, that say something of the caller or of the framing, besides X-Road's and our own. */
const MEANT: ReadonlySet<string> = new Set([...DROPPED, ...SINGLE]);

/**
 * Reads raw headers. Of repeated `X-Road-*` headers the last counts.
 * @throws SimpulError `SIMPUL_REQUEST_HEADER_REPEATED`, `SIMPUL_REQUEST_HEADERS_TOO_MANY`.
 */
export function readHeaders(raw: readonly string[]): ReadHeaders {
  const kept: string[] = [];
  const road: { -readonly [K in RoadName]?: string } = {};
  let authorization: string | undefined;
  let dpop: string | undefined;
  let key: string | undefined;
  const seen = new Set<string>();
  let isSigned = false;
  if (raw.length > 2 * MAX_FIELDS) throw new SimpulError(REQUEST.HEADERS_TOO_MANY, { params: { limit: MAX_FIELDS } });
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (name.includes('_') && isLookAlike(lower)) continue;
    if (SINGLE.has(lower) || lower.startsWith('x-simpul-')) {
      if (seen.has(lower)) throw new SimpulError(REQUEST.HEADER_REPEATED, { params: { name: lower } });
      seen.add(lower);
    }
    if (lower === 'signature-input') isSigned = true;
    if (lower === 'authorization') authorization = value;
    if (lower === 'dpop') dpop = value;
    if (lower === 'x-simpul-provider-authorization') {
      road.providerAuthorization = value;
      continue;
    }
    if (lower === 'x-simpul-key') {
      key = value;
      continue;
    }
    if (DROPPED.has(lower)) continue;
    const read = READ.get(lower);
    // Of a repeated header only the one that counts passes on, lest the provider read another.
    if (lower.startsWith('x-road-') && (read === undefined || road[read] !== undefined)) removeHeader(kept, lower);
    if (read !== undefined) {
      road[read] = value;
      if (value === '' && lower === 'x-road-id') continue;
    }
    if (lower === 'cookie') {
      const rest = withoutOwnCookies(value);
      if (rest !== '') kept.push(name, rest);
    } else kept.push(name, value);
  }
  return { kept, road, authorization, dpop, key, signed: isSigned ? linesOf(raw, SIGNED) : undefined };
}

/** All lines of some fields. */
function linesOf(raw: readonly string[], names: ReadonlySet<string>): string[] {
  return raw.filter((_, i) => names.has(raw[i - (i % 2)]?.toLowerCase() ?? ''));
}

/** The headers of a `token` link, where `Authorization` and `DPoP` belong to the bus; on others they are the provider's. */
export function withoutCredentials(kept: readonly string[]): string[] {
  return kept.filter((_, i) => !CREDENTIALS.has(kept[i - (i % 2)]?.toLowerCase() ?? ''));
}

/**
 * Whether a name is one of those headers written with `_` for `-`. CGI, and with it PHP and WSGI, reads both as one variable
 * (RFC 3875 section 4.1.18), so the provider could take it for what the bus has checked.
 */
function isLookAlike(lower: string): boolean {
  const read = lower.replaceAll('_', '-');
  return read.startsWith('x-road-') || read.startsWith('x-simpul-') || MEANT.has(read);
}

/** Removes the one earlier occurrence of a header, if there is one. */
function removeHeader(kept: string[], lower: string): void {
  for (let i = 0; i < kept.length; i += 2) {
    if (kept[i]?.toLowerCase() === lower) {
      kept.splice(i, 2);
      return;
    }
  }
}

function withoutOwnCookies(value: string): string {
  if (!value.includes('__')) return value;
  return value
    .split(';')
    .filter((cookie) => !OWN_COOKIE.test(cookie.trim()))
    .join(';')
    .trim();
}
