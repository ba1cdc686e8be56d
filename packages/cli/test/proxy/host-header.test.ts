import { describe, expect, it } from '@jest/globals';
import { isHostOfLoopback, isLoopbackHost } from '../../src/proxy/host-header.ts';

describe('isLoopbackHost', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', 'LOCALHOST', 'a.localhost', '::ffff:127.0.0.1'])(
    'knows %s',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'example.org',
    '127.0.0.1.example.org',
    'localhost.example.org',
    '128.0.0.1',
    '',
  ])('does not take %j for it', (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe('isHostOfLoopback', () => {
  it.each([undefined, '127.0.0.1:8181', '[::1]:8181', 'localhost'])('takes %j', (header) =>
    expect(isHostOfLoopback(header)).toBe(true),
  );

  it.each(['evil.example:8181', ''])('does not take %j', (header) => expect(isHostOfLoopback(header)).toBe(false));
});
