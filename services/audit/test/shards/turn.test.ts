import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { auditFile, auditFindings, auditReceipt, auditRecords, auditVerification, type Leaf } from '@simpul/contracts';
import { openSqliteLogStore } from '@simpul/store';
import { createVerifierKey, decodeEntryBundle, formatVerifierKey, parseNote, verifyReceipt } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { LogOpener } from '../../src/places/log-opener.ts';
import { filePlace } from '../../src/places/log-place.ts';
import { foundLog } from '../../src/shards/found-log.ts';
import {
  AUDITOR,
  type AuditUnderTest,
  eventually,
  newFolder,
  removeFolder,
  startAudit,
  verifySignature,
} from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';

const AUTUMN = Date.parse('2026-11-20T08:00:00Z');
const NEXT_YEAR = Date.parse('2027-01-01T00:00:01Z');

let folder: string;
let audit: AuditUnderTest;
let clock: jest.SpiedFunction<typeof Date.now>;
beforeEach(async () => {
  folder = await newFolder();
  clock = jest.spyOn(Date, 'now').mockReturnValue(AUTUMN);
});
afterEach(async () => {
  await audit.stop();
  clock.mockRestore();
  await removeFolder(folder);
});

const leaves = (from: number, count: number) => Array.from({ length: count }, (_, n) => sent(from + n));
const logs = async () => (await audit.gateway.call(auditVerification, {})).logs;
const known = async () => (await logs()).map(({ name, state }) => `${name.slice(6, 12)} ${state}`);

async function fileOf(log: string, path: string): Promise<Uint8Array> {
  const { body } = await audit.gateway.call(auditFile, { log, path });
  if (body === undefined) throw new Error(`${log} has no ${path}`);
  return body;
}

async function bodyOf(log: string): Promise<string> {
  return parseNote(Buffer.from(await fileOf(log, 'checkpoint')).toString()).text;
}

/** All leaves that a log serves, once its checkpoint covers as many. */
async function entriesOf(log: string, count: number): Promise<Leaf[]> {
  const covered = async () => (Number((await bodyOf(log)).split('\n')[1]) < count ? undefined : true);
  await eventually(covered);
  const entries = decodeEntryBundle(await fileOf(log, `tile/entries/000.p/${count}`));
  return entries.map((entry) => JSON.parse(Buffer.from(entry).toString()) as Leaf);
}

async function page(cursor?: string) {
  return audit.gateway.call(auditRecords, {
    filter: { outcome: 'ok' },
    limit: 4,
    asker: AUDITOR,
    ...(cursor === undefined ? {} : { cursor }),
  });
}

describe('when the half-year turns', () => {
  it('the next log begins with the last checkpoint of the one before, and nothing that was sent is lost', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 5));
    const running = audit.append(leaves(5, 5));
    clock.mockReturnValue(NEXT_YEAR);
    const during = await Promise.all(Array.from({ length: 20 }, (_, n) => audit.append([sent(10 + n)])));
    expect([await running, during].flat(2)).toEqual(Array.from({ length: 25 }, () => 'stored'));
    expect(await known()).toEqual(['2027h1 open', '2026h2 closed']);
    const [next, closed] = await logs();
    expect([next?.origin, next?.verifierKeys]).not.toEqual([closed?.origin, closed?.verifierKeys]);
    const [opening, ...others] = await entriesOf(next?.name ?? '', 21);
    expect(opening).toMatchObject({ type: 'shard.open', op: await bodyOf(closed?.name ?? '') });
    expect(opening?.op?.split('\n').slice(0, 2)).toEqual([closed?.origin, '10']);
    expect(others.map(({ id }) => id).toSorted()).toEqual(leaves(10, 20).map(({ id }) => id));
    const before = await entriesOf(closed?.name ?? '', 10);
    expect(before.map(({ id }) => id)).toEqual(leaves(0, 10).map(({ id }) => id));
    expect(opening?.at).toBeGreaterThanOrEqual(before.at(-1)?.at ?? Infinity);
    const names = readdirSync(folder).filter((name) => /^audit.*sqlite$/.test(name));
    expect(names.toSorted()).toEqual(['audit-2027h1.sqlite', 'audit.sqlite']);
    expect(existsSync(join(folder, 'keys/audit-2027h1/log-ed25519.pem'))).toBe(true);
  });

  it('the last checkpoint covers what was under way to the log, too', async () => {
    audit = await startAudit({ folder });
    const [log] = await logs();
    await audit.append([sent(0)]);
    await entriesOf(log?.name ?? '', 1);
    const running = Array.from({ length: 10 }, (_, call) => audit.append(leaves(1 + call * 200, 200)));
    clock.mockReturnValue(NEXT_YEAR);
    expect(await audit.append([sent(5000)])).toEqual(['stored']);
    expect((await Promise.all(running)).flat()).toEqual(Array.from({ length: 2000 }, () => 'stored'));
    const [opening] = await entriesOf((await logs())[0]?.name ?? '', 2);
    expect(opening?.op?.split('\n')[1]).toBe('2001');
    expect(opening?.op).toBe(await bodyOf(log?.name ?? ''));
  });

  it('leaves that the closed log holds are not taken again, and stay what they were', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 3));
    clock.mockReturnValue(NEXT_YEAR);
    expect(await audit.append([sent(1), sent(2, { ms: 99 }), sent(3), sent(3)])).toEqual([
      'stored',
      'superseded',
      'stored',
      'stored',
    ]);
    const [next] = await logs();
    const ids = (await entriesOf(next?.name ?? '', 2)).map(({ id }) => id);
    expect(ids.slice(1)).toEqual([sampleId(3)]);
  });

  it('receipts of both logs are served, each under the keys of its log', async () => {
    audit = await startAudit({ folder });
    await audit.append([sent(0)]);
    clock.mockReturnValue(NEXT_YEAR);
    await audit.append([sent(1)]);
    const [next, closed] = await logs();
    for (const [n, log] of [closed, next].entries()) {
      const receipt = await audit.receipt(sampleId(n));
      const vkeys = log?.verifierKeys ?? [];
      const { leaf } = await verifyReceipt(receipt, { hash: sha256, verify: verifySignature, vkeys });
      expect(leaf).toMatchObject({ id: sampleId(n) });
    }
    const stranger = { id: 'ID-LA/GOV/NONE/none', auditor: false };
    const asked = audit.gateway.call(auditReceipt, { exchangeId: sampleId(0), asker: stranger });
    await expect(asked).rejects.toMatchObject({ code: 'SIMPUL_AUDIT_RECORD_UNKNOWN' });
  });

  it('listings go on over both logs, and one that began before stays what it was', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 6));
    const old = await page();
    clock.mockReturnValue(NEXT_YEAR);
    await audit.append(leaves(6, 3));
    const rest = await page(old.next);
    expect(rest.asOf).toEqual(old.asOf);
    const [next, closed] = await logs();
    expect(old.asOf.log).toBe(closed?.name);
    const ids = (records: { leaf: unknown }[]) => records.map(({ leaf }) => (leaf as Leaf).id);
    expect([...ids(old.records), ...ids(rest.records)]).toEqual(
      leaves(0, 6)
        .map(({ id }) => id)
        .toReversed(),
    );
    expect(rest.next).toBeUndefined();

    const [first, second, third] = [await page(), undefined, undefined] as const;
    expect([second, third]).toEqual([undefined, undefined]);
    const more = await page(first.next);
    await audit.append([sent(50)]);
    const last = await page(more.next);
    const found = [first, more, last].flatMap(({ records }) => records);
    expect(ids(found)).toEqual(
      leaves(0, 9)
        .map(({ id }) => id)
        .toReversed(),
    );
    expect(found.map(({ log }) => log)).toEqual([
      ...Array.from({ length: 3 }, () => next?.name),
      ...Array.from({ length: 6 }, () => closed?.name),
    ]);
    expect(new Set([first, more, last].map(({ asOf }) => JSON.stringify(asOf))).size).toBe(1);
  });

  it('between two runs, the next start turns; a clock that was set back turns nothing', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 2));
    await audit.stop();
    clock.mockReturnValue(NEXT_YEAR);
    audit = await startAudit({ folder });
    expect(await known()).toEqual(['2027h1 open', '2026h2 closed']);
    await audit.stop();
    clock.mockReturnValue(AUTUMN);
    audit = await startAudit({ folder });
    expect(await audit.append([sent(1), sent(2)])).toEqual(['stored', 'stored']);
    expect(await known()).toEqual(['2027h1 open', '2026h2 closed']);
    const [next] = await logs();
    const [opening, own] = await entriesOf(next?.name ?? '', 2);
    expect(own?.at).toBeGreaterThanOrEqual(opening?.at ?? Infinity);
  });

  it('without the quorum of witnesses the log is not followed by another, and goes on', async () => {
    const key = { name: 'w.example', algorithm: 'cosignature-ed25519', publicKey: new Uint8Array(32) } as const;
    const vkey = formatVerifierKey(createVerifierKey(sha256, key));
    const witnessPolicy = `witness w ${vkey} http://127.0.0.1:9\nquorum w\n`;
    audit = await startAudit({ folder, witnessPolicy });
    clock.mockReturnValue(NEXT_YEAR);
    expect(await audit.append([sent(0)])).toEqual(['stored']);
    expect(await known()).toEqual(['2026h2 open']);
    await audit.stop();
    audit = await startAudit({ folder });
    expect(await known()).toEqual(['2027h1 open', '2026h2 closed']);
    expect(await audit.append([sent(0)])).toEqual(['stored']);
    expect(await entriesOf((await logs())[1]?.name ?? '', 1)).toMatchObject([{ id: sampleId(0) }]);
  });

  it('what is found amiss is kept in the new log, too, and all logs are checked', async () => {
    audit = await startAudit({ folder });
    await audit.append([sent(0)]);
    clock.mockReturnValue(NEXT_YEAR);
    await audit.append([sent(1)]);
    const ask = { filter: {}, limit: 100, asker: AUDITOR };
    await audit.append([{ ...sent(2, { src: { node: 'n', boot: 'b', seq: 7 } }) }]);
    const [next] = await logs();
    const found = await eventually(async () => {
      const { findings } = await audit.gateway.call(auditFindings, ask);
      return findings.find(({ source }) => source === 'n/b');
    });
    expect(found.log).toBe(next?.name);
  });

  it('a process that ended in the middle of making the next log makes it anew', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 2));
    await audit.stop();
    const next = join(folder, 'audit-2027h1.sqlite');
    writeFileSync(`${next}.new`, 'half a file');
    writeFileSync(`${next}.new-wal`, 'and its log');
    clock.mockReturnValue(NEXT_YEAR);
    audit = await startAudit({ folder });
    expect(await audit.append([sent(0), sent(2)])).toEqual(['stored', 'stored']);
    expect(await known()).toEqual(['2027h1 open', '2026h2 closed']);
    expect(existsSync(`${next}.new`)).toBe(false);
  });

  it('a process that ended when the next log was there, but not yet signed, goes on with it', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 2));
    const [log] = await logs();
    const checkpoint = await eventually(async () => {
      const body = await bodyOf(log?.name ?? '');
      return body.split('\n')[1] === '2' ? body : undefined;
    });
    await audit.stop();
    const name = 'ID-LA-2027h1-00000000';
    const identity = { name, origin: `bus.example/audit/log/${name}`, created: NEXT_YEAR };
    const predecessor = { checkpoint, at: AUTUMN };
    const place = filePlace(join(folder, 'audit-2027h1.sqlite'));
    await foundLog(new LogOpener(), { place, identity, writer: 'audit-1', predecessor });
    clock.mockReturnValue(NEXT_YEAR);
    audit = await startAudit({ folder });
    expect((await logs())[0]?.name).toBe(name);
    expect(await entriesOf(name, 1)).toMatchObject([{ type: 'shard.open', op: checkpoint }]);
  });

  it('the search index of a closed log that lost rows is made again', async () => {
    audit = await startAudit({ folder });
    await audit.append(leaves(0, 3));
    clock.mockReturnValue(NEXT_YEAR);
    await audit.append([sent(3)]);
    await audit.stop();
    const { DatabaseSync } = await import('node:sqlite');
    const closed = new DatabaseSync(join(folder, 'audit.sqlite'));
    closed.exec('DELETE FROM record');
    closed.close();
    audit = await startAudit({ folder });
    const found = await eventually(() => page().catch(() => undefined));
    expect(found.records).toHaveLength(4);
    const store = openSqliteLogStore({ file: join(folder, 'audit.sqlite'), readOnly: true });
    expect(await store.indexedTo()).toBe(3);
    await store.close();
  });
});
