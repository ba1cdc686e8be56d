import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { auditRecords } from '@simpul/contracts';
import { connectMongo, openMongoLogStore } from '@simpul/store';
import { AUDITOR, type AuditUnderTest, removeFolder, startAudit } from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';
import { readServedLog } from '../served-log.ts';
import { describeShared, newDatabase, type SharedDatabase } from '../shared-database.ts';

const CALLS = 40;
const PER_CALL = 20;

// Each test starts several processes' worth of threads.
jest.setTimeout(120_000);

describeShared('two audit processes on one store', () => {
  let database: SharedDatabase;
  let one: AuditUnderTest;
  let other: AuditUnderTest;
  beforeAll(async () => {
    database = newDatabase();
    // At once: both find no log, and make it.
    [one, other] = await Promise.all([
      startAudit({ shared: database.url, nodeId: 'audit-1' }),
      startAudit({ shared: database.url, nodeId: 'audit-2', signs: false }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await Promise.all([removeFolder(one.folder), removeFolder(other.folder)]);
    await database.drop();
  });

  it('have one log between them', async () => {
    expect(await one.verification()).toEqual(await other.verification());
  });

  it('extend one chain under load, with every leaf once, whichever took it', async () => {
    const leaves = (call: number) => Array.from({ length: PER_CALL }, (_, n) => sent(call * PER_CALL + n));
    // Each call goes to both, as one that was sent again to the other process.
    const calls = Array.from({ length: CALLS }, (_, call) =>
      Promise.all([one.append(leaves(call)), other.append(leaves(call))]),
    );
    expect(new Set((await Promise.all(calls)).flat(2))).toEqual(new Set(['stored']));
    await one.receipt(sampleId(CALLS * PER_CALL - 1));
    const connection = await connectMongo(database.url);
    const store = await openMongoLogStore({ connection, name: 'audit' });
    const batches = await store.batches(0, 10_000);
    expect(batches.flatMap(({ ids }) => ids).toSorted()).toEqual(
      Array.from({ length: CALLS * PER_CALL }, (_, n) => sampleId(n)),
    );
    await connection.close();
    const served = await readServedLog(other);
    expect(served.checkpoint.size).toBe(CALLS * PER_CALL);
    const times = served.entries.map((entry) => (JSON.parse(Buffer.from(entry).toString()) as { at: number }).at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('find what the other one appended a moment ago', async () => {
    for (let n = 0; n < 10; n += 1) {
      const [writer, reader] = n % 2 === 0 ? [one, other] : [other, one];
      const id = sampleId(10_000 + n);
      await writer.append([
        sent(10_000 + n, { agreement: { id: `PKS-${n}`, digest: 'w4Wq3UbxKXQ3xhk3NnQpJ3XQ0nTqJrN0b5cFz7kq5lE' } }),
      ]);
      const asked = { filter: { agreement: `PKS-${n}` }, limit: 5, asker: AUDITOR };
      const { records } = await reader.gateway.call(auditRecords, asked);
      expect(records.map(({ leaf }) => (leaf as { id: string }).id)).toEqual([id]);
    }
  });

  it('know the same leaf under one id, and supersede another', async () => {
    expect(await one.append([sent(20_000)])).toEqual(['stored']);
    expect(await other.append([sent(20_000, { ms: 99 }), sent(20_000), sent(20_001)])).toEqual([
      'superseded',
      'stored',
      'stored',
    ]);
  });
});
