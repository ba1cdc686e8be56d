import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IndexRecord } from '../../src/index.ts';
import { CHUNK_MAX, firstSince, matchesIn, toChunk } from '../../src/mongo/index-chunk.ts';
import { matchesFilter, recordsOf, someFilter } from '../conformance/log-search.ts';

const RECORDS = recordsOf(CHUNK_MAX + 100);
const someRecords: fc.Arbitrary<readonly IndexRecord[]> = fc
  .tuple(fc.nat(100), fc.integer({ min: 1, max: CHUNK_MAX }))
  .map(([from, count]) => RECORDS.slice(from, from + count));

describe('a chunk of the search index', () => {
  it('has the records that have the wanted members, newest first', () => {
    fc.assert(
      fc.property(someRecords, someFilter, (records, { from: _from, to: _to, party: _party, ...wanted }) => {
        const expected = records.filter((record) => matchesFilter(record, wanted)).map(({ index }) => index);
        expect(matchesIn(toChunk(records), wanted)).toEqual(expected.toReversed());
      }),
    );
  });

  it('knows the first record that is not older than a time', () => {
    fc.assert(
      fc.property(someRecords, fc.integer({ min: -2, max: CHUNK_MAX }), (records, after) => {
        const time = (RECORDS[0]?.at ?? 0) + after;
        const [{ index: start } = { index: 0 }] = records;
        const expected = records.find(({ at }) => at >= time)?.index ?? start + records.length;
        expect(firstSince(toChunk(records), time)).toBe(expected);
      }),
    );
  });

  it('has each value once, and nothing of members that no record has', () => {
    const chunk = toChunk([
      { index: 7, at: 1, consumer: 'a', outcome: 'ok' },
      { index: 8, at: 1, consumer: 'a' },
      { index: 9, at: 5, consumer: 'b', outcome: 'ok' },
    ]);
    expect(chunk).toEqual({
      _id: 7,
      n: 3,
      until: 5,
      consumer: ['a', 'b'],
      outcome: ['ok'],
      columns: '{"at":[1,0,4],"places":{"consumer":[0,0,1],"outcome":[0,-1,0]}}',
    });
  });

  it('refuses none, and more than fit', () => {
    expect(() => toChunk([])).toThrow(RangeError);
    expect(() => toChunk(recordsOf(CHUNK_MAX + 1))).toThrow(RangeError);
  });
});
