import fc from 'fast-check';
import type { IndexRecord, LogFilter } from '../../src/index.ts';

const SUBSYSTEMS = ['ID-LA/GOV/A/one', 'ID-LA/GOV/B/two', 'ID-LA/GOV/C/three'];
const OUTCOMES = ['ok', 'ok', 'ok', 'refused', 'failed'];
const START = 1_790_000_000_000;

/** Records in all combinations of members, several of them at the same time, some without any member. */
export function recordsOf(count: number): IndexRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const record = { index, at: START + Math.floor(index / 4) };
    if (index % 11 === 0) return record;
    const provider = SUBSYSTEMS[Math.floor(index / 3) % 3] ?? '';
    return {
      ...record,
      consumer: SUBSYSTEMS[index % 3] ?? '',
      provider,
      service: `${provider}/service-${index % 2}`,
      outcome: OUTCOMES[index % 5] ?? '',
      ...(index % 7 === 0 ? { xRoadId: `x-road-${index % 4}` } : {}),
    };
  });
}

const time = fc.integer({ min: START - 2, max: START + 80 });
const subsystem = fc.constantFrom(...SUBSYSTEMS, 'ID-LA/GOV/D/none');

export const someFilter: fc.Arbitrary<LogFilter> = fc.record(
  {
    from: time,
    to: time,
    consumer: subsystem,
    provider: subsystem,
    service: subsystem.map((owner) => `${owner}/service-1`),
    outcome: fc.constantFrom(...OUTCOMES, 'interrupted'),
    xRoadId: fc.constantFrom('x-road-0', 'x-road-1', 'x-road-9'),
    party: subsystem,
  },
  { requiredKeys: [] },
);

/** The meaning of a filter, spelt out. */
export function matchesFilter(record: IndexRecord, filter: LogFilter): boolean {
  const { from = -Infinity, to = Infinity, party, ...equal } = filter;
  if (record.at < from || record.at > to) return false;
  if (party !== undefined && record.consumer !== party && record.provider !== party) return false;
  return Object.entries(equal).every(([member, value]) => record[member as keyof typeof equal] === value);
}
