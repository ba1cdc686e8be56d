import { describe, expect, it } from '@jest/globals';
import { equalBytes } from '@simpul/tlog';
import fc from 'fast-check';
import { planBatch } from '../../src/domain/batch-plan.ts';
import { checkLeaf } from '../../src/domain/leaf-check.ts';
import { sent } from '../sample-leaves.ts';

/** Leaves of few ids in two versions each, so that they collide. */
const leaf = fc.tuple(fc.nat({ max: 4 }), fc.boolean()).map(([n, other]) => checkLeaf(sent(n, { ms: other ? 1 : 2 })));

describe('planBatch', () => {
  it('keeps one leaf of each id, the first, and says so to everyone', () => {
    fc.assert(
      fc.property(fc.array(fc.array(leaf)), fc.array(leaf, { maxLength: 2 }), (calls, before) => {
        const stored = new Map(before.map(({ id, leaf: bytes }) => [id, bytes]));
        const { fresh, outcomes } = planBatch(calls, stored);
        const kept = new Map([...stored, ...fresh.map(({ id, leaf: bytes }) => [id, bytes] as const)]);
        expect(new Set(fresh.map(({ id }) => id)).size).toBe(fresh.length);
        expect(fresh.filter(({ id }) => stored.has(id))).toEqual([]);
        expect(outcomes).toEqual(
          calls.map((call) =>
            call.map(({ id, leaf: bytes }) =>
              equalBytes(kept.get(id) ?? new Uint8Array(), bytes) ? 'stored' : 'superseded',
            ),
          ),
        );
        for (const { id, leaf: bytes } of fresh) expect(calls.flat().find((each) => each.id === id)?.leaf).toBe(bytes);
      }),
    );
  });
});
