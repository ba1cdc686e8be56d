import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSize } from '../src/sizes.ts';

describe('parseSize', () => {
  it.each([
    [0, 0],
    [512, 512],
    ['512B', 512],
    ['1KiB', 1024],
    ['8MiB', 8_388_608],
    ['2GiB', 2_147_483_648],
  ])('%s is %i bytes', (size, bytes) => {
    expect(parseSize(size)).toBe(bytes);
  });

  it('gives each unit 1024 times the one before', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (count) => {
        expect(parseSize(`${count}MiB`)).toBe(1024 * parseSize(`${count}KiB`));
        expect(parseSize(`${count}KiB`)).toBe(1024 * parseSize(`${count}B`));
      }),
    );
  });
});
