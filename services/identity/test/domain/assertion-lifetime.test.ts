import { describe, expect, it } from '@jest/globals';
import { lifetimeFault } from '../../src/domain/assertion-lifetime.ts';

const NOW = 1_800_000_000;

describe('the lifetime of an assertion', () => {
  it.each([
    ['60 s from now', { exp: NOW + 60 }],
    ['60 s from an iat of now', { exp: NOW + 60, iat: NOW }],
    ['60 s from an iat 10 s ahead', { exp: NOW + 70, iat: NOW + 10 }],
    ['1 s', { exp: NOW + 1, iat: NOW - 30 }],
  ])('may be %s', (_, claims) => {
    expect(lifetimeFault(claims, NOW)).toBeUndefined();
  });

  it.each([
    ['61 s from now', { exp: NOW + 61 }],
    ['61 s from an iat of now', { exp: NOW + 61, iat: NOW }],
    ['61 s from now with an old iat', { exp: NOW + 61, iat: NOW - 10 }],
    ['over', { exp: NOW }],
    ['without end', {}],
    ['a text', { exp: String(NOW + 10) }],
    ['from 11 s ahead', { exp: NOW + 30, iat: NOW + 11 }],
  ])('may not be %s', (_, claims) => {
    expect(lifetimeFault(claims, NOW)).toEqual(expect.any(String));
  });
});
