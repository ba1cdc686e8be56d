import { UNFORWARDED_HEADERS } from '@simpul/contracts';

/** Response headers that never pass from a provider: hop-by-hop, origin-revealing, or the bus's own (facts B.2, B.3). */
const DROPPED_FROM_PROVIDER: ReadonlySet<string> = new Set([
  ...UNFORWARDED_HEADERS,
  'x-road-id',
  'x-road-client',
  'x-road-service',
  'x-road-request-id',
  'x-road-request-hash',
  'x-road-error',
  'x-simpul-receipt',
  'x-simpul-sandbox',
  'x-simpul-version',
]);
const OWN_COOKIE = /^__Host-simpul/i;

export interface ForwardedRequest {
  /** Kept headers as they arrived, names and values alternating. */
  readonly headers: readonly string[];
  readonly requestId: string;
  /** `X-Road-Id`, if the bus made it. */
  readonly madeId: string | undefined;
  readonly traceparent: string;
  /** Goes on as `Authorization`. */
  readonly providerAuthorization: string | undefined;
}

/** The headers that the provider's system gets, before its connector adds its own. */
export function headersForProvider(request: ForwardedRequest): string[] {
  const kept: string[] = [];
  const { headers, providerAuthorization } = request;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (name.length === 11 && name.toLowerCase() === 'traceparent') continue;
    kept.push(name, headers[i + 1] ?? '');
  }
  kept.push('X-Road-Request-Id', request.requestId);
  if (request.madeId !== undefined) kept.push('X-Road-Id', request.madeId);
  if (providerAuthorization !== undefined) kept.push('Authorization', providerAuthorization);
  kept.push('traceparent', request.traceparent);
  return kept;
}

/** The headers of a provider's answer that its consumer gets; of several `Date`s the first. */
export function headersForConsumer(headers: readonly string[]): string[] {
  const kept: string[] = [];
  let dated = false;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'date') {
      if (dated) continue;
      dated = true;
    }
    if (DROPPED_FROM_PROVIDER.has(lower) || (lower === 'set-cookie' && OWN_COOKIE.test(value))) continue;
    kept.push(name, value);
  }
  return kept;
}
