import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Listing, type Position, readCursor, writeCursor } from '../../src/domain/cursor.ts';

const filters = fc.record(
  { consumer: fc.string(), provider: fc.string(), xRoadId: fc.string(), from: fc.nat(), to: fc.nat() },
  { requiredKeys: [] },
);
const listings: fc.Arbitrary<Listing> = fc.record({
  filter: filters,
  party: fc.option(
    fc.record({ subsystem: fc.string(), members: fc.array(fc.string()) }, { requiredKeys: ['members'] }),
    { nil: undefined },
  ),
});
const names = fc.stringMatching(/^ID-LA-20\d\dh[12]$/);
/** In the log itself, below its size; or in another one, at any index. */
const positions: fc.Arbitrary<Position> = fc
  .record({ log: names, size: fc.integer({ min: 1, max: 2 ** 48 - 1 }), at: names, below: fc.nat() })
  .map(({ log, size, at, below }) => ({ log, size, at, before: at === log ? below % size : below }));

describe('a cursor', () => {
  it('gives back its position to its own listing', () => {
    fc.assert(
      fc.property(positions, listings, (position, listing) => {
        expect(readCursor(writeCursor(position, listing), listing)).toEqual(position);
      }),
    );
  });

  it('does not mind in which order a filter was written', () => {
    const position = { log: 'a', size: 2, at: 'a', before: 1 };
    const cursor = writeCursor(position, { filter: { consumer: 'a', from: 1 }, party: undefined });
    expect(readCursor(cursor, { filter: { from: 1, consumer: 'a' }, party: undefined })).toEqual(position);
  });

  it('is refused by every other listing', () => {
    fc.assert(
      fc.property(positions, listings, listings, (position, a, b) => {
        fc.pre(!isDeepStrictEqual(a, b));
        expect(() => readCursor(writeCursor(position, a), b)).toThrow('cursor');
      }),
    );
  });

  it('is refused where it would begin behind the end of its log', () => {
    const listing = { filter: {}, party: undefined };
    for (const before of [5, 6]) {
      const cursor = writeCursor({ log: 'a', size: 5, at: 'a', before }, listing);
      expect(() => readCursor(cursor, listing)).toThrow('cursor');
    }
  });

  it('is refused with any text that is no cursor', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), listings, (text, listing) => {
        expect(() => readCursor(text, listing)).toThrow('cursor');
      }),
    );
  });
});
