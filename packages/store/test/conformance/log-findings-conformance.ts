import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FindingQuery, LogFinding, LogStore, NumberedFinding } from '../../src/index.ts';

const KINDS = ['source-gap', 'integrity', 'clock-skew'];
const START = 1_790_000_000_000;

/** Findings of several kinds, not in the order of their times, some without what is optional. */
const FINDINGS: readonly LogFinding[] = Array.from({ length: 40 }, (_, n) => ({
  id: `finding ${n}`,
  kind: KINDS[n % 3] ?? '',
  at: START + ((n * 7) % 40),
  log: 'ID-LA-2026h2',
  ...(n % 2 === 0 ? { index: n } : {}),
  ...(n % 5 === 0 ? { source: `edge ${n}` } : {}),
  detail: `what was found ${n}`,
}));

const time = fc.integer({ min: START - 2, max: START + 42 });
const someQuery: fc.Arbitrary<FindingQuery> = fc.record(
  { kind: fc.constantFrom(...KINDS, 'another'), from: time, to: time },
  { requiredKeys: [] },
);

/** The meaning of a query, spelt out. */
function matches({ kind, at }: LogFinding, query: FindingQuery): boolean {
  const { from = -Infinity, to = Infinity } = query;
  return (query.kind ?? kind) === kind && at >= from && at <= to;
}

/** What every LogStore does with findings. */
export function logFindingsConformance(openLog: (place: string) => Promise<LogStore>): void {
  describe('the findings', () => {
    let log: LogStore;
    beforeAll(async () => {
      log = await openLog('findings');
      for (const finding of FINDINGS) expect(await log.addFinding(finding)).toBe(true);
    });

    it('are kept as they were raised first', async () => {
      expect(await log.addFinding({ ...FINDINGS[39], detail: 'again' } as LogFinding)).toBe(false);
      const again = await openLog('findings');
      const [last] = await again.findings({}, { limit: 1 });
      expect(last).toEqual({ ...FINDINGS[39], number: last?.number });
      expect(await (await openLog('no findings')).findings({}, { limit: 9 })).toEqual([]);
    });

    it('are found as a full scan finds them, last first, page by page', async () => {
      await fc.assert(
        fc.asyncProperty(someQuery, fc.integer({ min: 1, max: 50 }), async (query, limit) => {
          const expected = FINDINGS.filter((finding) => matches(finding, query)).map(({ id }) => id);
          const found = await everyPage(log, query, limit);
          expect(found.map(({ id }) => id)).toEqual(expected.toReversed());
        }),
        { numRuns: 100 },
      );
    });
  });
}

async function everyPage(log: LogStore, query: FindingQuery, limit: number): Promise<NumberedFinding[]> {
  const found: NumberedFinding[] = [];
  for (;;) {
    const before = found.at(-1)?.number;
    const page = await log.findings(query, before === undefined ? { limit } : { limit, before });
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page);
    if (page.length < limit) return found;
  }
}
