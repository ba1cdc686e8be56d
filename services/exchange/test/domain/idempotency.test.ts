import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Claim, claimOf, idempotencyKeyOf } from '../../src/domain/idempotency.ts';
import { CONSUMER, PROVIDER, requestOf } from '../sample-region.ts';
import { errorOf } from '../error-code.ts';

const requestWith = (idempotencyKey: string | undefined, more: { method?: string; target?: string } = {}) => ({
  ...requestOf({ method: 'POST', ...more }),
  road: { client: CONSUMER, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) },
});
const claim = (key: string, more: Parameters<typeof requestWith>[1] = {}, consumer = CONSUMER, body = 'b'): Claim => {
  const made = claimOf(requestWith(key, more), consumer, Buffer.from(body));
  if (made === undefined) throw new Error('no claim');
  return made;
};

describe('an idempotency key', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('means something to %s', (method) => {
    expect(idempotencyKeyOf(requestWith('k', { method }))).toBe('k');
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('means nothing to %s, whatever it is', (method) => {
    expect(idempotencyKeyOf(requestWith('', { method }))).toBeUndefined();
    expect(claimOf(requestWith('k', { method }), CONSUMER, undefined)).toBeUndefined();
  });

  it('may be left out', () => {
    expect(claimOf(requestWith(undefined), CONSUMER, undefined)).toBeUndefined();
  });

  it('is taken as it is, of printable ASCII and up to 255 characters', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
          minLength: 1,
          maxLength: 255,
        }),
        (key) => expect(idempotencyKeyOf(requestWith(key))).toBe(key),
      ),
    );
  });

  it.each(['', 'k'.repeat(256), 'é', 'a\tb', 'a\n', '\u007f'])('is refused as %j', (key) => {
    expect(errorOf(() => idempotencyKeyOf(requestWith(key))).code).toBe('SIMPUL_REQUEST_HEADER_INVALID');
  });
});

describe('a claim', () => {
  it('is the same for the same request', () => {
    expect(claim('k')).toEqual(claim('k'));
  });

  it.each<[string, Claim]>([
    ['method', claim('k', { method: 'PUT' })],
    ['target', claim('k', { target: '/r1/other' })],
    ['body', claim('k', {}, CONSUMER, 'c')],
  ])('tells another %s by its fingerprint alone', (_, other) => {
    expect(other.idempotency).toBe(claim('k').idempotency);
    expect(other.fingerprint).not.toBe(claim('k').fingerprint);
  });

  it('tells no body from an empty hash, and where the target ends', () => {
    const without = claimOf(requestWith('k'), CONSUMER, undefined);
    expect(without?.fingerprint).not.toBe(claim('k').fingerprint);
    expect(claim('k', { target: '/a' }, CONSUMER, 'b').fingerprint).not.toBe(
      claim('k', { target: '/ab' }, CONSUMER, '').fingerprint,
    );
  });

  it('is one consumer\u2019s own', () => {
    expect(claim('k', {}, PROVIDER).idempotency).not.toBe(claim('k').idempotency);
  });

  it('never holds the key', () => {
    expect(JSON.stringify(claim('3201010101010001'))).not.toContain('3201010101010001');
  });
});
