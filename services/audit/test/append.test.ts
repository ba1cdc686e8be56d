import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AUDIT } from '@simpul/errors';
import { canonicalBytes } from '@simpul/tlog';
import { type AuditUnderTest, removeFolder, startAudit } from './audit-under-test.ts';
import { sampleLeaf, sampleId, sent } from './sample-leaves.ts';
import { describeOnBothStores } from './shared-database.ts';

describeOnBothStores('audit.append', (address) => {
  let audit: AuditUnderTest;
  beforeAll(async () => {
    audit = await startAudit({ shared: address() });
  });
  afterAll(async () => {
    await audit.stop();
    await removeFolder(audit.folder);
  });

  async function size(): Promise<number> {
    await audit.receipt(sampleId(0));
    const [, line] = Buffer.from((await audit.file('checkpoint')) ?? [])
      .toString()
      .split('\n');
    return Number(line);
  }

  it('stores a leaf, and answers the same again as stored and another under its id as superseded', async () => {
    expect(await audit.append([sent(0)])).toEqual(['stored']);
    expect(await audit.append([sent(0), sent(0, { ms: 99 })])).toEqual(['stored', 'superseded']);
  });

  it('keeps the first of duplicates inside one call', async () => {
    expect(await audit.append([sent(1), sent(1, { ms: 99 }), sent(1), sent(2)])).toEqual([
      'stored',
      'superseded',
      'stored',
      'stored',
    ]);
  });

  it('makes one leaf of a hundred concurrent duplicates', async () => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => audit.append([sent(3)])));
    expect(outcomes).toEqual(Array.from({ length: 100 }, () => ['stored']));
    await audit.receipt(sampleId(3));
    expect(await size()).toBe(4);
  });

  it.each([
    ['has a member of its own', { leaf: canonicalBytes({ ...sampleLeaf(9), note: 'x' }) }],
    ['has at', { leaf: canonicalBytes({ ...sampleLeaf(9), at: 5 }) }],
    ['is not canonical', { leaf: Buffer.from(JSON.stringify(sampleLeaf(9))) }],
    ['is not JSON', { leaf: Buffer.from('{') }],
    ['is not UTF-8', { leaf: Buffer.from([0xff]) }],
    ['has another id', { id: sampleId(10) }],
    ['is too large', { leaf: canonicalBytes(sampleLeaf(9, { consumer: 'x'.repeat(8200) })) }],
    ['has a side-car that breaks the schema', { sideCar: canonicalBytes({ request: 'short' }) }],
  ])('refuses the whole call of a leaf that %s', async (_, changes) => {
    const call = audit.append([sent(8), { ...sent(9), ...changes }]);
    await expect(call).rejects.toMatchObject({ code: AUDIT.LEAF_INVALID.code });
    await expect(audit.receipt(sampleId(8))).rejects.toThrow('unknown');
  });

  it('answers busy beyond its intake, and takes leaves again afterwards', async () => {
    const calls = Array.from({ length: 17 }, (_, call) =>
      audit.append(Array.from({ length: 256 }, (__, n) => sent(1000 + call * 256 + n))),
    );
    const ends = await Promise.allSettled(calls);
    const refused = ends.filter((end) => end.status === 'rejected');
    expect(refused.map(({ reason }) => reason as unknown)).toEqual([
      expect.objectContaining({ code: AUDIT.BUSY.code, retryAfter: 1 }),
    ]);
    expect(await audit.append([sent(7000)])).toEqual(['stored']);
  });
});
