import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import { openSqliteLogStore } from '../../src/index.ts';
import { LOG_FORMAT } from '../../src/sqlite/log-schema.ts';
import { searchStatement } from '../../src/sqlite/log-index.ts';
import { batchOf, idOf, leafOf } from '../conformance/log-batches.ts';
import { recordsOf } from '../conformance/log-search.ts';
import { logStoreConformance } from '../conformance/log-store-conformance.ts';
import { runChild } from './run-child.ts';

const folder = mkdtempSync(join(tmpdir(), 'log-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string): string => join(folder, `${name}.sqlite`);

logStoreConformance(async (place) => openSqliteLogStore({ file: fileOf(place) }));

describe('the SQLite log store', () => {
  it.each(['identity', 'batch', 'side_cars', 'leaf_id', 'finding'])(
    'refuses any change of a row in %s',
    async (table) => {
      const file = fileOf(`triggers-${table}`);
      const log = openSqliteLogStore({ file });
      await log.establish({ name: 'log', origin: 'origin', created: 1 });
      await log.append(batchOf(0, 3));
      await log.addFinding({ id: '1', kind: 'integrity', at: 1, log: 'log', detail: '' });
      await log.close();
      const database = new DatabaseSync(file);
      const column = String(database.prepare(`SELECT name FROM pragma_table_info('${table}')`).get()?.['name']);
      expect(() => database.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow('append-only');
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only');
      database.close();
    },
  );

  it('refuses a file of a newer format, and one that is damaged', async () => {
    const file = fileOf('refused');
    const log = openSqliteLogStore({ file });
    await log.append(batchOf(0, 250));
    await log.close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 9');
    database.close();
    expect(() => openSqliteLogStore({ file })).toThrow(expect.objectContaining({ code: STORE.NEWER.code }));

    const bytes = readFileSync(file);
    bytes.writeUInt32BE(1, 60);
    bytes.fill(0xff, 4096 * 3, 4096 * 6);
    writeFileSync(file, bytes);
    expect(() => openSqliteLogStore({ file })).toThrow(expect.objectContaining({ code: STORE.FAILED.code }));
  });

  it('brings a file of format 1 forward, and keeps all that it holds', async () => {
    const file = fileOf('format-1');
    const made = new DatabaseSync(file);
    made.exec(readFileSync(new URL('log-format-1.sql', import.meta.url), 'utf8'));
    made.close();
    expect(() => openSqliteLogStore({ file, readOnly: true })).toThrow(
      expect.objectContaining({ code: STORE.FAILED.code }),
    );
    const log = openSqliteLogStore({ file });
    expect(await log.identity()).toMatchObject({ origin: 'bus.example/audit/log/ID-LA-2026h2' });
    expect((await log.batches(0, 9)).map(({ ids }) => ids)).toEqual([[idOf(0), idOf(1)], [idOf(2)]]);
    expect(await log.checkpoint()).toEqual({ size: 2, note: 'two\n' });
    // The search index had other columns: it is made again from the log.
    expect([await log.indexedTo(), await log.verifierKeys()]).toEqual([0, []]);
    expect(await log.append(batchOf(3, 4))).toBe('stored');
    expect(await log.addFinding({ id: '1', kind: 'integrity', at: 1, log: 'log', detail: '' })).toBe(true);
    await log.close();
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: LOG_FORMAT });
    database.close();
    expect((await openSqliteLogStore({ file, readOnly: true }).tail())?.size).toBe(4);
  });

  it('names the ranges that were taken out of it', async () => {
    const file = fileOf('gaps');
    const log = openSqliteLogStore({ file });
    for (let first = 0; first < 10; first += 2) await log.append(batchOf(first, first + 2));
    const database = new DatabaseSync(file);
    database.exec(`DROP TRIGGER batch_no_delete; DROP TRIGGER side_cars_no_delete;
      DELETE FROM batch WHERE first IN (0, 2); DELETE FROM side_cars WHERE first = 6`);
    expect(await log.gaps()).toEqual([
      { first: 0, end: 4 },
      { first: 6, end: 8 },
    ]);
    expect(await log.entries(0, 10)).toEqual([]);
    database.exec('DELETE FROM batch WHERE first = 6');
    database.close();
    expect((await log.entries(4, 6)).map(String)).toEqual([4, 5].map((index) => leafOf(index).toString()));
    await log.close();
  });

  it('drops what lies behind a gap in its search index, so that it is filled again', async () => {
    const file = fileOf('index-gap');
    const log = openSqliteLogStore({ file });
    await log.index(recordsOf(10));
    await log.close();
    const database = new DatabaseSync(file);
    database.exec('DELETE FROM record WHERE idx IN (4, 7)');
    database.close();
    const again = openSqliteLogStore({ file });
    expect(await again.indexedTo()).toBe(4);
    await again.index(recordsOf(10));
    expect(await again.search({}, { limit: 20 })).toHaveLength(10);
    await again.close();
  });

  it('reads beside a writer, and refuses to write, when opened to read', async () => {
    const file = fileOf('read-only');
    expect(() => openSqliteLogStore({ file, readOnly: true })).toThrow(
      expect.objectContaining({ code: STORE.FAILED.code }),
    );
    const writer = openSqliteLogStore({ file });
    await writer.append(batchOf(0, 3));
    const reader = openSqliteLogStore({ file, readOnly: true });
    await writer.append(batchOf(3, 5));
    expect((await reader.tail())?.size).toBe(5);
    await expect(reader.append(batchOf(5, 6))).rejects.toMatchObject({ code: STORE.FAILED.code });
    expect((await reader.tail())?.size).toBe(5);
    await reader.close();
    await writer.close();
  });

  it('takes no further write once one failed in the storage', async () => {
    const script = fileURLToPath(new URL('append-forever.ts', import.meta.url));
    const child = spawn('sh', ['-c', 'ulimit -f 2000; exec "$0" "$@"', process.execPath, script, fileOf('full')]);
    const { lines } = await runChild(child);
    expect(lines.slice(-2)).toEqual([`failed ${STORE.FAILED.code}`, `then ${STORE.FAILED.code}`]);
    await expectAcknowledged(fileOf('full'), lines.slice(0, -2));
  });

  it('has everything that it acknowledged after a kill in the middle of writes', async () => {
    const script = fileURLToPath(new URL('append-forever.ts', import.meta.url));
    const { lines } = await runChild(spawn(process.execPath, [script, fileOf('killed')]), { killAfterLines: 300 });
    expect(lines.length).toBeGreaterThanOrEqual(300);
    await expectAcknowledged(fileOf('killed'), lines);
  });

  it.each([
    ['consumer', { consumer: 'c' }, 'record_consumer'],
    ['provider', { provider: 'p' }, 'record_provider'],
    ['service', { service: 's' }, 'record_service'],
    ['xRoadId', { xRoadId: 'x' }, 'record_x_road_id'],
    ['outcome', { outcome: 'failed' }, 'record_outcome'],
  ])('walks along an index for %s', async (_, filter, index) => {
    const file = fileOf('plans');
    await openSqliteLogStore({ file }).close();
    const database = new DatabaseSync(file);
    const { sql, values } = searchStatement(filter);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(0, 9, ...values, 9);
    database.close();
    expect(plan).toHaveLength(1);
    expect(String(plan[0]?.['detail'])).toContain(index);
  });
});

async function expectAcknowledged(file: string, lines: readonly string[]): Promise<void> {
  const log = openSqliteLogStore({ file });
  const sizes = lines.map((line) => Number(/^id-(\d+)\.$/.exec(line)?.[1]));
  const acknowledged = Math.max(...sizes);
  expect(acknowledged).toBeGreaterThan(0);
  const size = (await log.tail())?.size ?? 0;
  expect(size).toBeGreaterThanOrEqual(acknowledged);
  const leaves = await log.entries(0, size);
  expect(leaves).toHaveLength(size);
  const ids = Array.from({ length: size }, (_, index) => idOf(index));
  expect(await log.locate(ids)).toEqual(new Map(ids.map((id, index) => [id, index])));
  await log.close();
}
