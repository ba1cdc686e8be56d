import type { ExchangeRequest } from '@simpul/contracts';
import { REQUEST, SimpulError } from '@simpul/errors';
import { createHmac, hash } from 'node:crypto';

/** Methods for which `Idempotency-Key` means something here (design 03); with others it only passes on. */
const UNSAFE: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** 1 to 255 characters of printable ASCII: what is compared must be the same bytes everywhere. */
const KEY = /^[ -~]{1,255}$/;
/** Sets these hashes apart from all others. */
const SCOPE = 'simpul/idempotency/v1\0';

/** What an intent holds of an idempotency key: never the key itself, which may name a person. */
export interface Claim {
  /** Base64url of SHA-256 over consumer and key: a key is one consumer's, whatever the service. */
  readonly idempotency: string;
  /** Base64url of HMAC-SHA-256 over method, target and the body's hash, under the key: says whether a request is the same. */
  readonly fingerprint: string;
}

/**
 * The request's idempotency key, byte for byte; undefined where it has none or its method has no use for one.
 * @throws SimpulError `SIMPUL_REQUEST_HEADER_INVALID`.
 */
export function idempotencyKeyOf({ method, road }: Pick<ExchangeRequest, 'method' | 'road'>): string | undefined {
  const { idempotencyKey } = road;
  if (idempotencyKey === undefined || !UNSAFE.has(method)) return undefined;
  if (KEY.test(idempotencyKey)) return idempotencyKey;
  throw new SimpulError(REQUEST.HEADER_INVALID, { params: { name: 'Idempotency-Key' } });
}

/**
 * What a request claims with its key; undefined where it has none.
 * @param body - hash of the body, or what else tells one body from another; undefined where there is none
 */
export function claimOf(
  request: Pick<ExchangeRequest, 'method' | 'target' | 'road'>,
  consumer: string,
  body: Uint8Array | undefined,
): Claim | undefined {
  const key = idempotencyKeyOf(request);
  if (key === undefined) return undefined;
  const fingerprint = createHmac('sha256', key).update(`${request.method}\r\n${request.target}\r\n`);
  if (body !== undefined) fingerprint.update(body);
  return {
    idempotency: hash('sha256', `${SCOPE}${consumer}\0${key}`, 'base64url'),
    fingerprint: fingerprint.digest('base64url'),
  };
}
