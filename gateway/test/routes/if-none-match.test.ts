import { expect, it } from '@jest/globals';
import { isKnown } from '../../src/routes/if-none-match.ts';

// RFC 9110, 13.1.2 and 8.8.3.2.
it.each([
  ['"7"', true],
  ['W/"7"', true],
  ['"6", "7"', true],
  ['*', true],
  ['"6"', false],
  ['7', false],
  ['"77"', false],
  ['', false],
  [undefined, false],
])('If-None-Match: %s', (header, known) => {
  expect(isKnown(header, '"7"')).toBe(known);
});
