import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Listing, readCursor, writeCursor } from '../../src/domain/cursor.ts';

const filters = fc.record(
  { consumer: fc.string(), provider: fc.string(), xRoadId: fc.string(), from: fc.nat(), to: fc.nat() },
  { requiredKeys: [] },
);
const listings: fc.Arbitrary<Listing> = fc.record({
  filter: filters,
  party: fc.option(fc.string(), { nil: undefined }),
});
const positions = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 48 - 1 }), fc.nat())
  .map(([size, below]) => ({ size, before: below % size }));

describe('a cursor', () => {
  it('gives back its position to its own listing', () => {
    fc.assert(
      fc.property(positions, listings, (position, listing) => {
        expect(readCursor(writeCursor(position, listing), listing)).toEqual(position);
      }),
    );
  });

  it('does not mind in which order a filter was written', () => {
    const cursor = writeCursor({ size: 2, before: 1 }, { filter: { consumer: 'a', from: 1 }, party: undefined });
    expect(readCursor(cursor, { filter: { from: 1, consumer: 'a' }, party: undefined })).toEqual({
      size: 2,
      before: 1,
    });
  });

  it('is refused by every other listing', () => {
    fc.assert(
      fc.property(positions, listings, listings, (position, a, b) => {
        fc.pre(!isDeepStrictEqual(a, b));
        expect(() => readCursor(writeCursor(position, a), b)).toThrow('cursor');
      }),
    );
  });

  it('is refused with any text that is no cursor', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), listings, (text, listing) => {
        expect(() => readCursor(text, listing)).toThrow('cursor');
      }),
    );
  });
});
