import fc from 'fast-check';
import type { IndexRecord, LogFilter } from '../../src/index.ts';

const SUBSYSTEMS = ['ID-LA/GOV/A/one', 'ID-LA/GOV/B/two', 'ID-LA/GOV/C/three'];
const MEMBERS = ['ID-LA/GOV/D', 'ID-LA/GOV/E', 'ID-LA/GOV/F'];
const TYPES = ['exchange.closed', 'exchange.closed', 'config.agreement'];
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
      type: TYPES[index % 3] ?? '',
      ...(index % 5 === 0 ? {} : { agreement: `PKS-${index % 3}` }),
      ...(index % 4 === 0 ? { onBehalfOf: MEMBERS[index % 3] ?? '' } : {}),
      ...(index % 6 === 0 ? { providedFor: MEMBERS[index % 2] ?? '' } : {}),
      ...(index % 7 === 0 ? { xRoadId: `x-road-${index % 4}` } : {}),
    };
  });
}

const time = fc.integer({ min: START - 2, max: START + 80 });
const someMember = fc.constantFrom(...MEMBERS);
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
    type: fc.constantFrom(...TYPES, 'node.boot'),
    agreement: fc.constantFrom('PKS-0', 'PKS-1', 'PKS-9'),
    onBehalfOf: someMember,
    providedFor: someMember,
    party: fc.record(
      { subsystem, members: fc.uniqueArray(someMember, { maxLength: 2 }) },
      { requiredKeys: ['members'] },
    ),
  },
  { requiredKeys: [] },
);

/** The meaning of a filter, spelt out. */
export function matchesFilter(record: IndexRecord, filter: LogFilter): boolean {
  const { from = -Infinity, to = Infinity, party, ...equal } = filter;
  if (record.at < from || record.at > to) return false;
  if (party !== undefined) {
    const { subsystem: own, members } = party;
    const isOwn = own !== undefined && (record.consumer === own || record.provider === own);
    const isDone = members.some((one) => one === record.onBehalfOf || one === record.providedFor);
    if (!isOwn && !isDone) return false;
  }
  return Object.entries(equal).every(([name, value]) => record[name as keyof typeof equal] === value);
}
