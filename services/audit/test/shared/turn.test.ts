import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { auditFile, auditRecords, auditVerification, type Leaf } from '@simpul/contracts';
import { connectMongo, type MongoConnection, openMongoLogStore } from '@simpul/store';
import { decodeEntryBundle, emptyRoot, parseNote } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { LogOpener } from '../../src/places/log-opener.ts';
import { foundLog } from '../../src/shards/found-log.ts';
import {
  AUDITOR,
  type AuditUnderTest,
  eventually,
  newFolder,
  removeFolder,
  startAudit,
  undefinedIfBusy,
} from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';
import { describeShared, newDatabase, type SharedDatabase } from '../shared-database.ts';

const AUTUMN = Date.parse('2026-11-20T08:00:00Z');
const NEXT_YEAR = Date.parse('2027-01-01T00:00:01Z');

const leaves = (from: number, count: number) => Array.from({ length: count }, (_, n) => sent(from + n));

// Each test starts several processes' worth of threads.
jest.setTimeout(120_000);

describeShared('when the half-year turns on a store that processes share', () => {
  let database: SharedDatabase;
  let connection: MongoConnection;
  let folder: string;
  let clock: jest.SpiedFunction<typeof Date.now>;
  let running: AuditUnderTest[] = [];
  beforeEach(async () => {
    database = newDatabase();
    connection = await connectMongo(database.url);
    folder = await newFolder();
    clock = jest.spyOn(Date, 'now').mockReturnValue(AUTUMN);
  });
  afterEach(async () => {
    await Promise.all(running.map((audit) => audit.stop()));
    running = [];
    clock.mockRestore();
    await removeFolder(folder);
    await connection.close();
    await database.drop();
  });

  /** Processes whose ids are these; the first one signs unless it is said otherwise. */
  async function start(signs = true): Promise<[AuditUnderTest, AuditUnderTest]> {
    const shared = database.url;
    const [one, other] = await Promise.all([
      startAudit({ folder, shared, signs }),
      startAudit({ folder, shared, nodeId: 'audit-2', signs: false }),
    ]);
    running = [one, other];
    return [one, other];
  }

  const open = (name: string) => openMongoLogStore({ connection, name });

  async function logs(audit: AuditUnderTest) {
    return (await audit.gateway.call(auditVerification, {})).logs;
  }

  /** Once this process, too, has gone on to the next log and knows its keys. */
  async function turned(audit: AuditUnderTest) {
    return eventually(async () => {
      const known = await logs(audit);
      return known.length === 2 ? known : undefined;
    });
  }

  async function idsOf(name: string): Promise<string[]> {
    return (await (await open(name)).batches(0, 1000)).flatMap(({ ids }) => ids);
  }

  it('both processes go on to one next log, and nothing that was sent is lost', async () => {
    const [one, other] = await start();
    await one.append(leaves(0, 5));
    await other.append(leaves(5, 5));
    clock.mockReturnValue(NEXT_YEAR);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : other).append([sent(10 + n)])),
    );
    expect(new Set(outcomes.flat())).toEqual(new Set(['stored']));
    const [next, closed] = await turned(one);
    expect(await turned(other)).toEqual([next, closed]);
    expect([next?.name.slice(0, 12), next?.state]).toEqual(['ID-LA-2027h1', 'open']);
    expect([closed?.name.slice(0, 12), closed?.state]).toEqual(['ID-LA-2026h2', 'closed']);
    expect(next?.verifierKeys).not.toEqual(closed?.verifierKeys);
    const [before, after] = [await idsOf('audit'), await idsOf('audit-2027h1')];
    const [openingId, ...others] = after;
    expect([...before, ...others].toSorted()).toEqual(leaves(0, 50).map(({ id }) => id));
    const bytes = await one.gateway.call(auditFile, { log: closed?.name ?? '', path: 'checkpoint' });
    const body = parseNote(Buffer.from(bytes.body ?? []).toString()).text;
    expect(body.split('\n').slice(0, 2)).toEqual([closed?.origin, String(before.length)]);
    const [entry] = await (await open('audit-2027h1')).entries(0, 1);
    const opening = JSON.parse(Buffer.from(entry ?? []).toString()) as Leaf;
    expect(opening).toMatchObject({ id: openingId, type: 'shard.open', op: body });
    // A leaf that the closed log holds is not taken again, whichever process is asked.
    expect(await other.append([sent(0), sent(1, { ms: 99 })])).toEqual(['stored', 'superseded']);
    const found = await other.gateway.call(auditRecords, { filter: { outcome: 'ok' }, limit: 100, asker: AUDITOR });
    expect(found.records.map(({ leaf }) => (leaf as Leaf).id).toSorted()).toEqual(leaves(0, 50).map(({ id }) => id));
    await eventually(async () => {
      const { body: note } = await one.gateway.call(auditFile, { log: next?.name ?? '', path: 'checkpoint' });
      const size = Number(
        Buffer.from(note ?? [])
          .toString()
          .split('\n')[1],
      );
      return size >= after.length ? true : undefined;
    });
    const { body: bundle } = await one.gateway.call(auditFile, {
      log: next?.name ?? '',
      path: `tile/entries/000.p/${after.length}`,
    });
    expect(decodeEntryBundle(bundle ?? new Uint8Array())).toHaveLength(after.length);
  });

  it('appends wait for the signer, who was away when the log was sealed', async () => {
    const signing = await startAudit({ folder, shared: database.url });
    const other = await startAudit({ folder, shared: database.url, nodeId: 'audit-2', signs: false });
    running = [other];
    await signing.append(leaves(0, 3));
    await signing.receipt(sampleId(2));
    await signing.stop();
    await other.append([sent(3)]);
    await seal();
    // As a source does, which sends it again until it is answered.
    const appended = eventually(() => other.append([sent(4)]).catch(undefinedIfBusy));
    await eventually(async () =>
      other.module.notReady()?.includes('waits for its signer') === true ? true : undefined,
    );
    running.push(await startAudit({ folder, shared: database.url }));
    expect(await appended).toEqual(['stored']);
    expect(await idsOf('audit')).toEqual(leaves(0, 4).map(({ id }) => id));
    expect((await idsOf('audit-2027h1')).slice(1)).toEqual([sampleId(4)]);
    expect(other.module.notReady()).toBeUndefined();
  });

  /** What a signer does that ends right behind the seal. */
  async function seal(): Promise<void> {
    const log = await open('audit');
    const { size, root, at } = (await log.tail()) ?? { size: 0, root: emptyRoot(sha256), at: 0 };
    const name = 'ID-LA-2027h1-00000000';
    const identity = { name, origin: `bus.example/audit/log/${name}`, created: NEXT_YEAR };
    const successor = { place: 'audit-2027h1', identity };
    expect(await log.seal({ size, root, at, writer: 'audit-1', successor })).toBe('sealed');
  }

  it.each(['sealed', 'made, without its first leaf', 'there, but nobody went on to it'])(
    'goes on where a process ended: the next log was %s',
    async (state) => {
      const [one, other] = await start();
      await one.append(leaves(0, 3));
      await one.receipt(sampleId(2));
      await Promise.all([one.stop(), other.stop()]);
      running = [];
      await seal();
      const log = await open('audit');
      const identity = (await log.tail())?.successor?.identity;
      if (identity === undefined) throw new Error('not sealed');
      if (state.startsWith('made')) await (await open('audit-2027h1')).establish(identity);
      const checkpoint = parseNote((await log.checkpoint())?.note ?? '').text;
      const predecessor = { checkpoint, at: AUTUMN };
      const opener = new LogOpener();
      const place = { kind: 'mongo', url: database.url, name: 'audit-2027h1' } as const;
      if (state.startsWith('there')) await foundLog(opener, { place, identity, writer: 'x', predecessor });
      await opener.close();
      const [again, another] = await start();
      expect(await Promise.all([again.append([sent(3)]), another.append([sent(4)])])).toEqual([['stored'], ['stored']]);
      const [next] = await turned(again);
      expect(next?.name).toBe(identity.name);
      const [openingId, ...rest] = await idsOf('audit-2027h1');
      expect(rest.toSorted()).toEqual([sampleId(3), sampleId(4)]);
      const entries = await (await open('audit-2027h1')).entries(0, 1);
      expect(JSON.parse(Buffer.from(entries[0] ?? []).toString())).toMatchObject({ id: openingId, op: checkpoint });
    },
  );

  it('one log is begun by two that begin it at once', async () => {
    const opener = new LogOpener();
    const identity = { name: 'n', origin: 'o', created: 1 };
    const place = { kind: 'mongo', url: database.url, name: 'audit-2027h1' } as const;
    const predecessor = { checkpoint: 'o\n3\nroot\n', at: AUTUMN };
    await Promise.all(
      Array.from({ length: 6 }, (_, n) => foundLog(opener, { place, identity, writer: `${n}`, predecessor })),
    );
    expect(await idsOf('audit-2027h1')).toHaveLength(1);
    await opener.close();
  });
});
