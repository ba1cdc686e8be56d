import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { LegacyLinks } from '../../src/domain/legacy-links.ts';
import { errorOf } from '../error-code.ts';
import { CONSUMER, PROVIDER } from '../sample-region.ts';

const DAY = '2026-06-15';
const COMMON = { subsystem: CONSUMER, until: '2026-06-15', reason: 'Aplikasi lama', decidedBy: 'sandbox-operator' };
const digestOf = (key: string): string => createHash('sha256').update(key).digest('base64url');
const byKey = (key: string, more: object = {}) =>
  ({ ...COMMON, kind: 'api-key', keyDigest: digestOf(key), ...more }) as const;

const links = new LegacyLinks();
links.set(`${CONSUMER}/lama`, byKey('rahasia'));
links.set(`${CONSUMER}/usang`, byKey('kedaluwarsa', { until: '2026-06-14' }));
links.set(`${CONSUMER}/alamat`, {
  ...COMMON,
  kind: 'ip',
  addresses: ['10.18.0.0/16', '192.0.2.7', '2001:db8::/32'],
});

describe('a key', () => {
  it('opens the link whose digest it has, until its last day', () => {
    expect(links.byKey(CONSUMER, 'rahasia', DAY).id).toBe(`${CONSUMER}/lama`);
    expect(errorOf(() => links.byKey(CONSUMER, 'rahasia', '2026-06-16')).code).toBe('SIMPUL_AUTH_LINK_ENDED');
    expect(errorOf(() => links.byKey(CONSUMER, 'kedaluwarsa', DAY)).params).toEqual({ day: '2026-06-14' });
  });

  it.each([
    ['another key', CONSUMER, 'lain'],
    ['no key', CONSUMER, ''],
    ['the digest itself', CONSUMER, digestOf('rahasia')],
    ['the key of another subsystem', PROVIDER, 'rahasia'],
  ])('is unknown: %s', (_, subsystem, key) => {
    expect(errorOf(() => links.byKey(subsystem, key, DAY)).code).toBe('SIMPUL_AUTH_KEY_UNKNOWN');
  });

  it('opens nothing once its link is gone', () => {
    const own = new LegacyLinks();
    own.set('a', byKey('k'));
    own.set('a', byKey('l'));
    expect(errorOf(() => own.byKey(CONSUMER, 'k', DAY)).code).toBe('SIMPUL_AUTH_KEY_UNKNOWN');
    own.remove('a');
    own.remove('a');
    expect(errorOf(() => own.byKey(CONSUMER, 'l', DAY)).code).toBe('SIMPUL_AUTH_KEY_UNKNOWN');
  });
});

describe('an address', () => {
  it.each(['10.18.255.1', '::ffff:10.18.0.1', '192.0.2.7', '2001:db8:1::1'])('%s is covered', (address) => {
    expect(links.byAddress(CONSUMER, address, DAY).id).toBe(`${CONSUMER}/alamat`);
  });

  it.each(['10.19.0.1', '192.0.2.8', '2001:db9::1', '', 'kantor'])('%j is not', (address) => {
    expect(errorOf(() => links.byAddress(CONSUMER, address, DAY)).code).toBe('SIMPUL_AUTH_ADDRESS_UNKNOWN');
  });

  it('is not covered for another subsystem, or after the last day', () => {
    expect(errorOf(() => links.byAddress(PROVIDER, '10.18.0.1', DAY)).code).toBe('SIMPUL_AUTH_ADDRESS_UNKNOWN');
    expect(errorOf(() => links.byAddress(CONSUMER, '10.18.0.1', '2026-06-16')).code).toBe('SIMPUL_AUTH_LINK_ENDED');
  });
});
