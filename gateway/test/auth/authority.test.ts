import { describe, expect, it } from '@jest/globals';
import { AUTHORITY, HTTP } from '@simpul/errors';
import { createAuthority } from '../../src/auth/authority.ts';
import { errorOf } from '../support/error-of.ts';

const NEVER = Number.POSITIVE_INFINITY;
const authorityOf = (registry: number, identity: number) =>
  createAuthority({ registry: { age: () => registry }, identity: { age: () => identity }, authorityMaxAgeMs: 100 });

describe('what a gateway decides by', () => {
  it('is good up to its greatest age', () => {
    const authority = authorityOf(100, 100);
    expect(() => authority.assertRegistry()).not.toThrow();
    expect(() => authority.assertIdentity()).not.toThrow();
  });

  it.each([
    [101, 0, 'assertRegistry'],
    [0, 101, 'assertIdentity'],
  ] as const)('is stale beyond it: registry %d, identity %d', async (registry, identity, assertion) => {
    const error = await errorOf(async () => authorityOf(registry, identity)[assertion]());
    expect([error.code, error.retryAfter]).toEqual([AUTHORITY.STALE.code, 1]);
  });

  it.each([
    [NEVER, 0, 'assertRegistry', 'registry'],
    [0, NEVER, 'assertIdentity', 'identity'],
  ] as const)('is not there before it was heard', async (registry, identity, assertion, service) => {
    const error = await errorOf(async () => authorityOf(registry, identity)[assertion]());
    expect([error.code, error.params, error.retryAfter]).toEqual([HTTP.SERVICE_AWAY.code, { service }, 1]);
  });
});
