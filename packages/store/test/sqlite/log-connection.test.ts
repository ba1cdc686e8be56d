import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import { LogConnection } from '../../src/sqlite/log-connection.ts';
import { openDatabase } from '../../src/sqlite/open-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'log-connection-'));
afterAll(() => rmSync(folder, { recursive: true }));

function openTable(name: string): { connection: LogConnection; exec: (sql: string) => void } {
  const database = openDatabase({ file: join(folder, `${name}.sqlite`), format: 1 });
  database.exec('CREATE TABLE t (a PRIMARY KEY, b)');
  return { connection: new LogConnection(database), exec: (sql) => database.exec(sql) };
}

const failed = expect.objectContaining({ code: STORE.FAILED.code });

describe('LogConnection', () => {
  it('takes no write after the storage failed, even if it would succeed, but reads', () => {
    const { connection, exec } = openTable('failed');
    connection.transaction(() => connection.run('INSERT INTO t VALUES (1, NULL)'));
    exec('PRAGMA max_page_count = 4');
    const tooMuch = (): void => connection.run('INSERT INTO t VALUES (2, zeroblob(100000))');
    expect(() => connection.transaction(tooMuch)).toThrow(failed);
    exec('PRAGMA max_page_count = 1000');
    expect(() => connection.transaction(() => connection.run('INSERT INTO t VALUES (3, NULL)'))).toThrow(failed);
    expect(connection.all('SELECT a FROM t')).toMatchObject([{ a: 1 }]);
    connection.close();
  });

  it('undoes the work that throws or finds a duplicate, and goes on', () => {
    const { connection } = openTable('undone');
    const insert = (a: number): void => connection.run('INSERT INTO t VALUES (?, NULL)', a);
    connection.transaction(() => insert(1));
    const refusal = new RangeError('refused');
    expect(() =>
      connection.transaction(() => {
        insert(2);
        throw refusal;
      }),
    ).toThrow(refusal);
    const outcome = connection.transaction(() => {
      insert(3);
      insert(1);
    });
    expect(outcome).toBe('duplicate');
    expect(() => connection.transaction(() => connection.run('INSERT INTO nothing VALUES (1)'))).toThrow(failed);
    connection.transaction(() => insert(4));
    expect(connection.all('SELECT a FROM t ORDER BY a')).toMatchObject([{ a: 1 }, { a: 4 }]);
    connection.close();
  });

  it('keeps working beyond the statements that it keeps prepared', () => {
    const { connection } = openTable('statements');
    for (let n = 0; n < 500; n += 1) expect(connection.get(`SELECT ${n} AS n`)).toMatchObject({ n });
    connection.close();
  });
});
