import { describe, expect, it } from '@jest/globals';
import { serversOf } from '../../src/nats/connection.ts';

describe('the address of NATS', () => {
  it('names several servers, with and without TLS and port', () => {
    expect(serversOf('nats://one:4000, tls://two,tls://[::1]:4223,tls://10.0.0.5')).toEqual([
      { host: 'one', port: 4000, secure: false },
      { host: 'two', port: 4222, secure: true },
      { host: '::1', port: 4223, secure: true },
      { host: '10.0.0.5', port: 4222, secure: true },
    ]);
  });

  it.each(['', 'one:4222', 'http://one', 'nats://', 'nats://one,', 'nats://user:kata-sandi@one', 'nats://token@one'])(
    'is refused, without being repeated: "%s"',
    (url) => {
      expect(() => serversOf(url)).toThrow(
        expect.objectContaining({
          code: 'SIMPUL_BUS_NATS_UNUSABLE',
          message: expect.not.stringMatching(/kata-sandi|token@/),
        }),
      );
    },
  );
});
