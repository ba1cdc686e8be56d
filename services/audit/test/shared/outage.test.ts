import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { auditRecords } from '@simpul/contracts';
import {
  AUDITOR,
  type AuditUnderTest,
  eventually,
  removeFolder,
  startAudit,
  undefinedIfBusy,
} from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';
import { readServedLog } from '../served-log.ts';
import { describeShared, newDatabase, type SharedDatabase } from '../shared-database.ts';
import { type Gate, startGate } from './gate.ts';

// The store is tried for some seconds before it counts as away.
jest.setTimeout(300_000);

describeShared('a store that goes away', () => {
  let database: SharedDatabase;
  let gate: Gate;
  let audit: AuditUnderTest;
  beforeAll(async () => {
    database = newDatabase();
    gate = await startGate(database.url);
    audit = await startAudit({ shared: gate.url });
  });
  afterAll(async () => {
    await audit.stop();
    await removeFolder(audit.folder);
    await gate.shut();
    await database.drop();
  });

  it('fails what is asked for meanwhile, and halts nothing: the log goes on when it is back', async () => {
    await audit.append([sent(0)]);
    await audit.receipt(sampleId(0));
    await gate.shut();
    await expect(audit.append([sent(1)])).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_BUSY', retryAfter: 1 });
    await expect(audit.append([sent(2)])).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_BUSY' });
    const reason = 'the store of the audit log does not answer';
    expect(audit.module.notReady()).toBe(reason);
    expect(await eventually(async () => audit.signer?.notReady())).toBe(reason);
    await gate.open();
    const again = Array.from({ length: 5 }, (_, n) => eventually(() => audit.append([sent(n)]).catch(undefinedIfBusy)));
    expect((await Promise.all(again)).flat()).toEqual(Array.from({ length: 5 }, () => 'stored'));
    await audit.receipt(sampleId(4));
    const { entries, checkpoint } = await readServedLog(audit);
    expect(checkpoint.size).toBe(5);
    const ids = entries.map((entry) => (JSON.parse(Buffer.from(entry).toString()) as { id: string }).id);
    expect(ids.toSorted()).toEqual([0, 1, 2, 3, 4].map(sampleId));
    const { records } = await audit.gateway.call(auditRecords, {
      filter: { outcome: 'ok' },
      limit: 9,
      asker: AUDITOR,
    });
    expect(records).toHaveLength(5);
    await eventually(async () => (audit.module.notReady() ?? audit.signer?.notReady()) === undefined || undefined);
    expect(audit.fatal).toEqual([]);
  });
});
