import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '../../src/domain/cursor.ts';
import type { Shard } from '../../src/log.ts';
import { searchShards } from '../../src/shards/search-shards.ts';
import type { LogReader } from '../../src/workers/store-reader.ts';

const LISTING = { filter: {}, party: undefined };

/** A log of which some leaves match. */
interface Model {
  readonly size: number;
  readonly matching: readonly number[];
}

const models: fc.Arbitrary<Model[]> = fc.array(
  fc
    .record({ size: fc.integer({ min: 1, max: 30 }), all: fc.uniqueArray(fc.nat({ max: 29 })) })
    .map(({ size, all }) => ({ size, matching: all.filter((n) => n < size).toSorted((a, b) => b - a) })),
  { minLength: 1, maxLength: 4 },
);

function shardOf({ size, matching }: Model, n: number, indexed = size): Shard {
  const read: Partial<LogReader> = {
    tail: async () => ({ size, root: new Uint8Array(), at: 0 }),
    indexedTo: async () => indexed,
    search: async (_, { limit, before = Infinity }) => matching.filter((index) => index < before).slice(0, limit),
  };
  const identity = { name: `log ${n}`, origin: '', created: 0 };
  return { identity, verifierKeys: [], state: n === 0 ? 'open' : 'closed', read: read as LogReader };
}

describe('a search over all logs', () => {
  it('finds page by page what lies in one after the other, within the snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(models, fc.nat({ max: 30 }), fc.integer({ min: 1, max: 9 }), async (logs, snapshot, limit) => {
        const shards = logs.map((model, n) => shardOf(model, n));
        const size = Math.min(snapshot, logs[0]?.size ?? 0);
        const expected = logs.flatMap(({ matching }, n) =>
          matching.filter((index) => n > 0 || index < size).map((index) => `log ${n} ${index}`),
        );
        const found: string[] = [];
        let position: Position = { log: 'log 0', size, at: 'log 0', before: size };
        for (;;) {
          const from = shards.findIndex(({ identity }) => identity.name === position.at);
          const page = await searchShards(LISTING, { shards: shards.slice(from), position, limit });
          expect(page.length).toBeLessThanOrEqual(limit);
          found.push(...page.map(({ shard, index }) => `${shard.identity.name} ${index}`));
          const last = page.at(-1);
          if (last === undefined) break;
          position = { ...position, at: last.shard.identity.name, before: last.index };
        }
        expect(found).toEqual(expected);
      }),
    );
  });

  it('answers busy rather than nothing while a closed log is not indexed', async () => {
    const shards = [shardOf({ size: 3, matching: [1] }, 0), shardOf({ size: 3, matching: [1] }, 1, 2)];
    const position = { log: 'log 0', size: 3, at: 'log 0', before: 3 };
    expect(await searchShards(LISTING, { shards, position, limit: 1 })).toHaveLength(1);
    const both = searchShards(LISTING, { shards, position, limit: 2 });
    await expect(both).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_BUSY' });
  });
});
