import { PROXY } from './errors.ts';
import { SimpulError } from '@simpul/errors';
import { hopByHop } from './hop-by-hop.ts';

/** Credentials of the caller's for the proxy's own hop, and what the proxy puts in anew. */
const REPLACED: ReadonlySet<string> = new Set(['dpop', 'host', 'authorization', 'transfer-encoding']);
/** A browser says these, and a page can make it call an address of this machine, but not set X-Road headers without being asked. */
const OF_BROWSERS: ReadonlySet<string> = new Set(['origin', 'sec-fetch-site']);

export interface HeaderContext {
  /** `Host` of the bus. */
  readonly host: string;
  /** Full id of the subsystem as which the proxy calls. */
  readonly client: string;
  /** Whether the target is an exchange, which must say who asks. */
  readonly isExchange: boolean;
  readonly method: string;
  /** Bytes of a body that is there already; absent where it streams. */
  readonly heldBytes?: number | undefined;
}

/** Methods whose requests have no body where nothing says so; for others Node would begin a chunked one (RFC 9110 section 8.6). */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * Headers that go on to the bus, names and values alternating, in the order, case and number in which they came.
 *
 * - `Host` is the bus's, `DPoP` is dropped, `Authorization` goes on as `X-Simpul-Provider-Authorization` (design 03).
 * - hop-by-hop headers are dropped (RFC 9110 section 7.6.1); `chunked` is said again for the next hop, or the length of a body that is held,
 *   which waits for no `100 Continue` either.
 * - `Content-Length: 0` is added to a POST, PUT or PATCH that says nothing of a body.
 * - `X-Road-Client` is added where the caller sent none and is no browser; another subsystem's is left for the bus to refuse.
 *
 * @throws SimpulError `SIMPUL_PROXY_ENCODING_UNKNOWN`
 */
export function headersForBus(raw: readonly string[], context: HeaderContext): string[] {
  const { host, client, isExchange, method, heldBytes } = context;
  const isHop = hopByHop(raw);
  const kept: string[] = [];
  let hasHost = false;
  let saysClient = !isExchange;
  let saysLength = BODILESS.has(method);
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'x-road-client' || OF_BROWSERS.has(lower)) saysClient = true;
    if (lower === 'content-length' || lower === 'transfer-encoding') saysLength = true;
    if (REPLACED.has(lower)) {
      if (lower === 'host' && !hasHost) kept.push(name, host);
      if (lower === 'host') hasHost = true;
      if (lower === 'authorization') kept.push('X-Simpul-Provider-Authorization', value);
      if (lower === 'transfer-encoding') kept.push(...framing(name, onlyChunked(value), heldBytes));
    } else if (!isHop(lower) && !(lower === 'expect' && heldBytes !== undefined)) kept.push(name, value);
  }
  if (!saysLength) kept.push('Content-Length', '0');
  if (!hasHost) kept.unshift('Host', host);
  if (!saysClient) kept.push('X-Road-Client', client);
  return kept;
}

function framing(name: string, coding: string, heldBytes: number | undefined): readonly [string, string] {
  return heldBytes === undefined ? [name, coding] : ['Content-Length', String(heldBytes)];
}

function onlyChunked(value: string): string {
  if (value.trim().toLowerCase() === 'chunked') return 'chunked';
  throw new SimpulError(PROXY.ENCODING_UNKNOWN);
}
