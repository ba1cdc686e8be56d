import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { isSimpulError, STORE } from '@simpul/errors';
import { DocumentThread, openSqliteDocumentStore } from '../../src/index.ts';
import { documentStoreConformance } from '../conformance/document-store-conformance.ts';
import { runChild } from './run-child.ts';

const folder = mkdtempSync(join(tmpdir(), 'document-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
const THINGS = { name: 'things', unique: ['key'] };

documentStoreConformance(({ place, ...options }) =>
  openSqliteDocumentStore({ file: join(folder, `${place}.sqlite`), ...options }),
);

describe('the SQLite document store', () => {
  it('refuses more than may wait', async () => {
    const file = join(folder, 'busy.sqlite');
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 1, maxWaiting: 3 });
    const things = store.collection(THINGS);
    const inserts = ['1', '2', '3', '4'].map((id) => things.insert({ id }));
    await expect(inserts[3]).rejects.toMatchObject({ code: STORE.BUSY.code });
    await Promise.all(inserts.slice(0, 3));
    await things.insert({ id: '4' });
    await store.close();
  });

  it('opens neither a file of another kind nor one in a folder that does not exist', async () => {
    const foreign = new DatabaseSync(join(folder, 'foreign.sqlite'));
    foreign.exec('CREATE TABLE something (a)');
    foreign.close();
    for (const file of [join(folder, 'foreign.sqlite'), join(folder, 'none', 'x.sqlite'), import.meta.filename]) {
      await expect(openSqliteDocumentStore({ file, collections: [THINGS], format: 1 })).rejects.toMatchObject({
        code: STORE.FAILED.code,
      });
    }
  });

  it.each(['a b', '_text', 'x"; --', ''])('refuses %j as a name', async (name) => {
    const options = { file: join(folder, 'names.sqlite'), format: 1 };
    await expect(openSqliteDocumentStore({ ...options, collections: [{ name }] })).rejects.toThrow(TypeError);
    const collections = [{ name: 'things', unique: [name] }];
    await expect(openSqliteDocumentStore({ ...options, collections })).rejects.toThrow(TypeError);
  });

  it('keeps working beyond the statements that it keeps prepared', async () => {
    const file = join(folder, 'statements.sqlite');
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 1 });
    const things = store.collection(THINGS);
    await things.insert({ id: '1' });
    const members = Array.from({ length: 600 }, (_, n) => `member${n}`);
    await Promise.all(members.map((member, n) => things.update('1', { [member]: n })));
    await things.update('1', { member0: 'again' });
    const written = Object.fromEntries(members.map((member, n) => [member, n]));
    expect(await things.get('1')).toEqual({ id: '1', ...written, member0: 'again' });
    await store.close();
  });

  it('leaves no log file behind when closed', async () => {
    const file = join(folder, 'closed.sqlite');
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 1 });
    await store.collection(THINGS).insert({ id: '1' });
    await Promise.all([store.close(), store.close()]);
    expect(existsSync(`${file}-wal`)).toBe(false);
    const plain = new DatabaseSync(file, { readOnly: true });
    expect(plain.prepare('SELECT id FROM things').all()).toMatchObject([{ id: '1' }]);
    plain.close();
  });

  it('has everything that it acknowledged after a kill in the middle of writes', async () => {
    const file = join(folder, 'killed.sqlite');
    const child = spawn(process.execPath, [fileURLToPath(new URL('insert-forever.ts', import.meta.url)), file]);
    const acknowledged = await runChild(child, { killAfterLines: 3000 });
    expect(acknowledged.lines.length).toBeGreaterThanOrEqual(3000);
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 1 });
    const stored = await store.collection(THINGS).find({ limit: 1_000_000 });
    const present = new Set(stored.map(({ id }) => id));
    expect(acknowledged.lines.filter((id) => !present.has(id))).toEqual([]);
    await store.close();
  });

  it('fails the batch, tells its owner once and takes nothing more when the disk takes no more', async () => {
    const file = join(folder, 'full.sqlite');
    const script = fileURLToPath(new URL('insert-forever.ts', import.meta.url));
    // `ulimit -f` counts blocks of 512 bytes; a write beyond it fails, as on a full disk.
    const child = spawn('sh', ['-c', 'ulimit -f 2000; exec "$0" "$@"', process.execPath, script, file]);
    const { lines, code } = await runChild(child);
    const failure = lines.indexOf(`failed ${STORE.FAILED.code}`);
    expect(code).toBe(0);
    expect(failure).toBeGreaterThan(0);
    expect(lines.slice(failure + 1)).toEqual([`then ${STORE.FAILED.code}`]);
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 1 });
    const stored = await store.collection(THINGS).find({ limit: 1_000_000 });
    const present = new Set(stored.map(({ id }) => id));
    expect(lines.slice(0, failure).filter((id) => !present.has(id))).toEqual([]);
    await store.close();
  });

  it('shares a thread with other stores, which go on when one cannot be opened and when one is closed', async () => {
    const thread = new DocumentThread();
    const open = (name: string) =>
      openSqliteDocumentStore({ file: join(folder, name), collections: [THINGS], format: 1, thread });
    const [one, two] = await Promise.all([open('one.sqlite'), open('two.sqlite')]);
    await expect(open(join('none', 'x.sqlite'))).rejects.toMatchObject({ code: STORE.FAILED.code });
    await Promise.all([one.collection(THINGS).insert({ id: '1' }), two.collection(THINGS).insert({ id: '2' })]);
    await one.close();
    expect(await two.collection(THINGS).find({ limit: 9 })).toEqual([{ id: '2' }]);
    await two.close();
    const again = await open('one.sqlite');
    expect(await again.collection(THINGS).find({ limit: 9 })).toEqual([{ id: '1' }]);
    await again.close();
  });

  it('shows SimpulErrors to its callers', async () => {
    const file = join(folder, 'deep.sqlite');
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 1 });
    const things = store.collection(THINGS);
    const deep = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`) as [];
    await things.insert({ id: '1', deep });
    // SQLite reads JSON to a depth of 1,000: one statement is refused, the store goes on.
    const refused: unknown = await things.update('1', { state: 'x' }).catch((error: unknown) => error);
    expect(isSimpulError(refused, STORE.FAILED)).toBe(true);
    await things.insert({ id: '2' });
    await store.close();
  });
});
