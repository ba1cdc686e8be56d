import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditAppend, auditFile } from '@simpul/contracts';
import { eventually, makeAudit, newFolder, removeFolder, startAudit } from './audit-under-test.ts';
import { sent } from './sample-leaves.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

describe('the audit service', () => {
  it('is not ready, and takes nothing, before it is started', async () => {
    const { bus, module } = makeAudit(folder);
    await bus.start();
    expect(module.notReady()).toBe('the audit log is not open');
    const call = bus.as('exchange').call(auditAppend, { leaves: [sent(0)] });
    await expect(call).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_BUSY' });
    await bus.stop();
  });

  it('halts and tells its process when the store fails, acknowledging nothing, and still serves what was signed', async () => {
    const audit = await startAudit({ folder });
    await audit.append([sent(0)]);
    const change = new DatabaseSync(audit.storeFile, { timeout: 5000 });
    change.exec(`CREATE TRIGGER full BEFORE INSERT ON batch BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    change.close();
    await expect(audit.append([sent(1)])).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(await eventually(async () => audit.module.notReady())).toContain('disk full');
    expect(audit.fatal).toHaveLength(1);
    const { name: log } = await audit.verification();
    expect((await audit.gateway.call(auditFile, { log, path: 'checkpoint' })).body).toBeDefined();
    await audit.stop();
  });
});
