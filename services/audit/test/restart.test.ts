import { DatabaseSync } from 'node:sqlite';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditAppend } from '@simpul/contracts';
import { proveConsistency, verifyConsistency } from '@simpul/tlog';
import { sha256 } from '../src/domain/sha256.ts';
import { eventually, makeAudit, newFolder, removeFolder, startAudit } from './audit-under-test.ts';
import { sampleId, sent } from './sample-leaves.ts';
import { readServedLog } from './served-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

function leaves(from: number, count: number) {
  return Array.from({ length: count }, (_, n) => sent(from + n));
}

/** Runs SQL on the log's file, as someone with the disk in his hands would. */
function tamper(sql: string): void {
  const database = new DatabaseSync(join(folder, 'audit.sqlite'));
  database.exec('DROP TRIGGER IF EXISTS batch_no_update; DROP TRIGGER IF EXISTS batch_no_delete');
  database.exec(sql);
  database.close();
}

/** Flips a byte inside a stored batch. */
const FLIP = (first: number) =>
  `UPDATE batch SET bundle = CAST(replace(CAST(bundle AS TEXT), '"ms":12', '"ms":13') AS BLOB) WHERE first = ${first}`;

async function startFails() {
  const { bus, module, lines } = makeAudit(folder);
  await bus.start();
  const error: unknown = await module.start().catch((reason: unknown) => reason);
  await bus.stop();
  return { error, notReady: module.notReady(), lines };
}

describe('a restarted audit service', () => {
  it('goes on with the same log under the same keys', async () => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 150));
    await before.append(leaves(150, 150));
    await before.receipt(sampleId(299));
    const [old, oldLog] = [await readServedLog(before), await before.verification()];
    await before.append(leaves(300, 5));
    await before.stop();

    const after = await startAudit({ folder });
    expect(await after.verification()).toEqual(oldLog);
    expect(await after.append([...leaves(0, 2), sent(1, { ms: 1 }), sent(305)])).toEqual([
      'stored',
      'stored',
      'superseded',
      'stored',
    ]);
    await after.receipt(sampleId(305));
    const served = await readServedLog(after);
    const { size: size2, root: root2 } = served.checkpoint;
    const { size: size1, root: root1 } = old.checkpoint;
    verifyConsistency(
      sha256,
      { size1, size2, root1, root2 },
      await proveConsistency(sha256, { size1, size2, hashAt: served.hashAt }),
    );
    expect([size1, size2]).toEqual([300, 306]);
    await after.stop();
  });

  it('keeps its keys and its memory to itself', async () => {
    await (await startAudit({ folder })).stop();
    for (const name of ['log-ed25519.pem', 'log-ml-dsa-44.pem', 'signed.json']) {
      expect(((await stat(join(folder, 'keys', name))).mode & 0o777).toString(8)).toBe('600');
    }
  });

  it('signs what was durable but not yet signed, and makes lost tiles and index again', async () => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 150));
    await before.append(leaves(150, 150));
    await before.stop();
    tamper('DELETE FROM tile; DELETE FROM record');
    const after = await startAudit({ folder });
    await after.receipt(sampleId(299));
    expect((await readServedLog(after)).checkpoint.size).toBe(300);
    await after.stop();
  });

  it('brings a log forward that was written before findings were kept', async () => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 10));
    await before.stop();
    tamper('DROP TABLE finding; DROP TABLE verifier_key; PRAGMA user_version = 1');
    const after = await startAudit({ folder });
    expect(await after.append([sent(3), sent(10)])).toEqual(['stored', 'stored']);
    await after.receipt(sampleId(10));
    expect((await readServedLog(after)).checkpoint.size).toBe(11);
    await after.stop();
  });

  it('names a production log without random digits', async () => {
    const audit = await startAudit({ folder, mode: 'production' });
    expect((await audit.verification()).name).toMatch(/^ID-LA-\d{4}h[12]$/);
    await audit.stop();
  });

  it('does not start on a log whose last batch was changed', async () => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 10));
    await before.stop();
    tamper(`UPDATE batch SET root = zeroblob(32)`);
    const { error, notReady } = await startFails();
    expect(error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(notReady).toContain('root');
  });

  it('does not start on a log of which a batch is missing, and names its leaves', async () => {
    const before = await startAudit({ folder });
    for (let n = 0; n < 30; n += 10) await before.append(leaves(n, 10));
    await before.stop();
    tamper('DELETE FROM batch WHERE first = 10');
    const { error, notReady } = await startFails();
    expect(error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(notReady).toContain('leaves 10 to 19 are missing');
  });

  it('does not start on a log that lost its signed end, and names its leaves', async () => {
    const before = await startAudit({ folder });
    for (let n = 0; n < 30; n += 10) await before.append(leaves(n, 10));
    await before.stop();
    tamper('DELETE FROM batch WHERE first >= 10');
    const { error, notReady } = await startFails();
    expect(error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(notReady).toContain('leaves 10 to 29 are missing');
  });

  it('does not start on an older copy of the log than was signed', async () => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 10));
    await before.stop();
    const copy = await readFile(before.storeFile);
    const middle = await startAudit({ folder });
    await middle.append(leaves(10, 10));
    await middle.stop();
    await writeFile(before.storeFile, copy);
    const { error, notReady, lines } = await startFails();
    expect(error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(notReady).toContain('the log has 10 leaves, but 20 were signed');
    expect(lines.join('')).toContain('audit-halted');
  });

  it.each(['signed.json', 'log-ed25519.pem'])('does not start without the signer’s %s', async (name) => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 1));
    await before.stop();
    await rm(join(folder, 'keys', name));
    expect((await startFails()).error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
  });
});

describe('the signer', () => {
  it('asks for the end of the process when it cannot keep what it signed: the start after it looks at all', async () => {
    const audit = await startAudit({ folder });
    await mkdir(join(folder, 'keys', 'signed.json.new'));
    await audit.append(leaves(0, 1));
    const [error] = await eventually(async () => (audit.fatal.length > 0 ? audit.fatal : undefined));
    expect(error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    expect(audit.module.notReady()).toBeDefined();
    await audit.stop();
  });

  it('refuses a batch whose bytes changed after it was stored: no checkpoint, not ready, no appends', async () => {
    const audit = await startAudit({ folder });
    await audit.append(leaves(0, 10));
    await audit.receipt(sampleId(9));
    const signed = await audit.file('checkpoint');
    const change = new DatabaseSync(audit.storeFile, { timeout: 5000 });
    // Changes each batch in the transaction that stores it, as a disk or a database that lies would.
    change.exec(`DROP TRIGGER batch_no_update;
      CREATE TRIGGER lie AFTER INSERT ON batch BEGIN
        UPDATE batch SET bundle = CAST(replace(CAST(bundle AS TEXT), '"ms":12', '"ms":13') AS BLOB) WHERE first = new.first;
      END`);
    change.close();
    expect(await audit.append(leaves(10, 10))).toEqual(Array.from({ length: 10 }, () => 'stored'));
    const reason = await eventually(async () => audit.module.notReady());
    expect(reason).toContain('the stored batch at leaf 10 does not have the root that it claims');
    expect(audit.lines.join('')).toContain('"alert":"audit-halted"');
    expect(await audit.file('checkpoint')).toEqual(signed);
    const call = audit.exchange.call(auditAppend, { leaves: leaves(20, 1) });
    await expect(call).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
    await audit.stop();
  });

  it('refuses a log that was changed in the part it has not read back', async () => {
    const before = await startAudit({ folder });
    await before.append(leaves(0, 10));
    await before.stop();
    tamper(`DELETE FROM tile; ${FLIP(0)}`);
    const { error } = await startFails();
    expect(error).toMatchObject({ code: 'SIMPUL_AUDIT_HALTED' });
  });
});
