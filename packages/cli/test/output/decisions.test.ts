import { expect, it } from '@jest/globals';
import type { AuditRecord } from '../../src/api/audit-log.ts';
import { formatDecisions } from '../../src/output/decisions.ts';

const record = (index: number, leaf: object): AuditRecord =>
  ({
    log: 'ID-LA-2026h2',
    index,
    leaf: {
      time: Date.UTC(2026, 10, 29),
      consumer: 'ID-LA/GOV/A/a',
      provider: 'ID-LA/GOV/B/b/s',
      purpose: 'uji',
      legal: 'Perpres 95/2018',
      agreement: { id: 'PKS-1', digest: 'D1' },
      ...leaf,
    },
  }) as unknown as AuditRecord;

it('says who did what: somebody, who started the bus with a region file, or the bus itself', () => {
  const text = formatDecisions('PKS-1', [
    record(1, { op: 'region create v1 active' }),
    record(2, { op: 'region update v1 suspended', actor: 'sandbox-operator' }),
    record(3, { op: 'expire v1' }),
  ]);
  const [head, purpose, legal, ...rows] = text.trimEnd().split('\n');
  expect([head, purpose, legal]).toEqual([
    'Agreement PKS-1: ID-LA/GOV/A/a -> ID-LA/GOV/B/b/s',
    '  purpose      uji',
    '  legal basis  Perpres 95/2018',
  ]);
  expect(rows.map((row) => row.split('  ').slice(1))).toEqual([
    ['region create v1 active', 'by who started the bus', 'text D1', 'ID-LA-2026h2 entry 1'],
    ['region update v1 suspended', 'by sandbox-operator', 'text D1', 'ID-LA-2026h2 entry 2'],
    ['expire v1', 'by the bus', 'text D1', 'ID-LA-2026h2 entry 3'],
  ]);
});
