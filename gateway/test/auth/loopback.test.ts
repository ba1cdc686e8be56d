import { expect, it } from '@jest/globals';
import { isLoopback } from '../../src/auth/loopback.ts';

it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(isLoopback(address)).toBe(true);
});

it.each([undefined, '', '10.0.0.127', '12.7.0.1', '::ffff:10.0.0.1', '::', 'fe80::1', '::2', '0.0.0.0'])(
  '%p is not this machine',
  (address) => expect(isLoopback(address)).toBe(false),
);
