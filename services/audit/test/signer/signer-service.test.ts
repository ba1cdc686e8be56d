import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { auditAppend, auditVerification } from '@simpul/contracts';
import { connectMongo, type MongoConnection, openMongoLogStore } from '@simpul/store';
import {
  type AuditUnderTest,
  eventually,
  makeAudit,
  newFolder,
  removeFolder,
  startAudit,
} from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';
import { readServedLog } from '../served-log.ts';
import { describeShared, newDatabase, type SharedDatabase } from '../shared-database.ts';

const OTHER_SIGNER = 'the log has another signer';

// Each test starts several processes' worth of threads.
jest.setTimeout(120_000);

describeShared('the signer of a log that processes share', () => {
  let database: SharedDatabase;
  let connection: MongoConnection;
  let folder: string;
  let elsewhere: string;
  let running: AuditUnderTest[] = [];
  beforeEach(async () => {
    database = newDatabase();
    connection = await connectMongo(database.url);
    [folder, elsewhere] = await Promise.all([newFolder(), newFolder()]);
  });
  afterEach(async () => {
    await Promise.all(running.map((audit) => audit.stop()));
    running = [];
    await Promise.all([removeFolder(folder), removeFolder(elsewhere)]);
    await connection.close();
    await database.drop();
  });

  async function start(options: Parameters<typeof startAudit>[0] = {}): Promise<AuditUnderTest> {
    const audit = await startAudit({ folder, shared: database.url, ...options });
    running.push(audit);
    return audit;
  }

  it('may begin before there is a log, and after leaves were appended that nobody signed', async () => {
    const { bus, module, signer } = makeAudit(folder, { shared: database.url });
    await bus.start();
    await module.start();
    const [exchange, gateway] = [bus.as('exchange'), bus.as('gateway')];
    expect((await exchange.call(auditAppend, { leaves: [sent(0)] })).outcomes).toEqual(['stored']);
    // Nothing verifies the log yet.
    await expect(gateway.call(auditVerification, {})).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_BUSY' });
    await signer?.start();
    const { logs } = await eventually(() => gateway.call(auditVerification, {}).catch(() => undefined));
    expect(logs[0]?.verifierKeys).toHaveLength(2);
    await module.stop();
    await signer?.stop();
    await bus.stop();
  });

  it('goes on with the same keys after a restart, and signs what came meanwhile', async () => {
    const first = await start();
    const { name, verifierKeys } = await first.verification();
    await first.append([sent(0)]);
    await first.receipt(sampleId(0));
    await first.stop();
    running = [];
    const unsigned = await start({ signs: false });
    await unsigned.append([sent(1)]);
    await unsigned.stop();
    running = [];
    const again = await start();
    expect(await again.verification()).toMatchObject({ name, verifierKeys });
    await again.receipt(sampleId(1));
  });

  it('refuses to start beside a log that another one signs', async () => {
    const audit = await start();
    await audit.append([sent(0)]);
    await audit.receipt(sampleId(0));
    const second = makeAudit(elsewhere, { shared: database.url });
    await expect(second.signer?.start()).rejects.toMatchObject({
      code: 'SIMPUL_AUDIT_HALTED',
      message: expect.stringContaining(OTHER_SIGNER),
    });
    expect(second.signer?.notReady()).toContain(OTHER_SIGNER);
    await audit.append([sent(1)]);
    await audit.receipt(sampleId(1));
    expect(audit.signer?.notReady()).toBeUndefined();
  });

  it('is the only one of two that begin at once', async () => {
    const folders = [folder, elsewhere];
    const signers = folders.map((each) => makeAudit(each, { shared: database.url }).signer);
    const ends = await Promise.allSettled(signers.map(async (signer) => signer?.start()));
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'SIMPUL_AUDIT_HALTED', message: expect.stringContaining(OTHER_SIGNER) },
    });
    const log = await openMongoLogStore({ connection, name: 'audit' });
    expect(await log.verifierKeys()).toHaveLength(2);
    for (const [at, signer] of signers.entries()) if (ends[at]?.status === 'fulfilled') await signer?.stop();
  });

  it('halts when what is stored is not what it signed, and says so; what was signed is still served', async () => {
    const audit = await start();
    await audit.append([sent(0), sent(1)]);
    await audit.receipt(sampleId(1));
    const before = await readServedLog(audit);
    await audit.signer?.stop();
    await connection.run((db) => db.collection('audit_batches').deleteMany({}));
    const again = makeAudit(folder, { shared: database.url });
    await expect(again.signer?.start()).rejects.toMatchObject({
      code: 'SIMPUL_AUDIT_HALTED',
      message: expect.stringContaining('2 were signed'),
    });
    expect(again.lines.join('')).toContain('audit-halted');
    const { note } = (await (await openMongoLogStore({ connection, name: 'audit' })).checkpoint()) ?? {};
    expect(note).toContain(`\n${before.checkpoint.size}\n`);
    running = [];
    await audit.module.stop();
  });

  it('halts while it runs when a batch is changed, and signs nothing of it', async () => {
    const audit = await start();
    await audit.append([sent(0)]);
    await audit.receipt(sampleId(0));
    const log = await openMongoLogStore({ connection, name: 'audit' });
    const tail = await log.tail();
    if (tail === undefined) throw new Error('no leaf');
    const [batch] = await log.batches(0, 1);
    if (batch === undefined) throw new Error('no batch');
    // A process that lies about the root of what it appends.
    const lie = { ...batch, first: 1, ids: [sampleId(9)], prevRoot: tail.root, root: new Uint8Array(32) };
    expect(await log.append(lie)).toBe('stored');
    expect(await eventually(async () => audit.signer?.notReady())).toContain('does not have the root');
    expect((await log.checkpoint())?.size).toBe(1);
  });
});
