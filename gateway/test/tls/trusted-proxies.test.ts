import { describe, expect, it } from '@jest/globals';
import { readTrustedProxies } from '../../src/tls/trusted-proxies.ts';

describe('the proxies in front', () => {
  const isTrusted = readTrustedProxies('10.18.0.0/24, 192.0.2.7,fd00::/64');

  it.each(['10.18.0.1', '::ffff:10.18.0.255', '192.0.2.7', 'fd00::1'])('are those of their networks: %s', (address) => {
    expect(isTrusted(address)).toBe(true);
  });

  it.each(['10.18.1.1', '::ffff:10.18.1.1', '192.0.2.8', 'fd00:0:0:1::1', '127.0.0.1', '::1', '', undefined])(
    'are nobody else: %s',
    (address) => expect(isTrusted(address)).toBe(false),
  );

  it('are nobody where none is named', () => {
    expect(readTrustedProxies(undefined)('127.0.0.1')).toBe(false);
  });

  it.each(['', '10.0.0.0/8,', 'proxy.example', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', 'fd00::/129'])(
    'cannot be "%s"',
    (text) => {
      expect(() => readTrustedProxies(text)).toThrow(
        expect.objectContaining({
          code: 'SIMPUL_CONFIG_INVALID',
          params: { name: '--trusted-proxy', reason: expect.any(String) },
        }),
      );
    },
  );

  it.each(['0.0.0.0/0', '::/0', '10.0.0.1/0'])('cannot be everybody: %s', (text) => {
    expect(() => readTrustedProxies(text)).toThrow(/every address/);
  });
});
