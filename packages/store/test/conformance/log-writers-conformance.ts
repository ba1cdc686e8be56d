import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogStore } from '../../src/index.ts';
import { batchOf, idOf } from './log-batches.ts';

const WRITERS = 4;
/** Ids of every attempt are its own, so that only its place decides. */
const ATTEMPT_IDS = 1000;

/**
 * What one writer does next: it looks where the log ends, or it appends without a look at what it believes to be the end,
 * or at a place that it made up.
 */
const someStep = fc.record({
  writer: fc.nat({ max: WRITERS - 1 }),
  kind: fc.constantFrom('look', 'append', 'append', 'append', 'guess'),
  n: fc.integer({ min: 1, max: 5 }),
  guess: fc.nat({ max: 30 }),
});

/** What every LogStore does whatever its writers believe. */
export function logWritersConformance(openLog: (place: string) => Promise<LogStore>): void {
  describe('writers that believe different things', () => {
    it('make one chain, and each that is told so has its batch in it', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(someStep, { maxLength: 30 }), fc.boolean(), async (steps, atOnce) => {
          run += 1;
          const place = `writers ${run}`;
          const writers = await Promise.all(Array.from({ length: WRITERS }, () => openLog(place)));
          const believed = writers.map(() => 0);
          const stored: string[] = [];
          const work = steps.map(({ writer, kind, n, guess }, attempt) => async () => {
            const log = writers[writer];
            if (log === undefined) return;
            if (kind === 'look') {
              believed[writer] = (await log.tail())?.size ?? 0;
              return;
            }
            const first = kind === 'guess' ? guess : (believed[writer] ?? 0);
            const ids = Array.from({ length: n }, (_, at) => idOf(attempt * ATTEMPT_IDS + at));
            const outcome = await log.append(batchOf(first, first + n, { ids, writer: `${writer} ${attempt}` }));
            if (outcome === 'conflict') return;
            stored.push(`${writer} ${attempt}`);
            believed[writer] = first + n;
          });
          if (atOnce) await Promise.all(work.map((step) => step()));
          else for (const step of work) await step();
          const [log] = writers;
          const chain = (await log?.batches(0, 1000)) ?? [];
          let end = 0;
          for (const { first, ids, prevRoot, root } of chain) {
            expect(first).toBe(end);
            end += ids.length;
            const { prevRoot: before, root: after } = batchOf(first, end);
            expect([prevRoot, root]).toEqual([new Uint8Array(before), new Uint8Array(after)]);
          }
          expect(chain.map(({ writer }) => writer).toSorted()).toEqual(stored.toSorted());
          expect(await log?.gaps()).toEqual([]);
          expect((await log?.tail())?.size ?? 0).toBe(end);
        }),
        { numRuns: 20 },
      );
    });
  });
}
