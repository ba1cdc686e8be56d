import { expect, it } from '@jest/globals';
import { deepFreeze } from '../src/deep-freeze.ts';

it('freezes all that a value holds', () => {
  const value = deepFreeze({ a: { b: [{ c: 1 }] }, n: null });
  for (const part of [value, value.a, value.a.b, value.a.b[0]]) expect(Object.isFrozen(part)).toBe(true);
});
