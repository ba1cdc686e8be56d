import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import { openDatabase } from '../../src/sqlite/open-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'open-database-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('openDatabase', () => {
  it('makes every commit wait for the disk', () => {
    const database = openDatabase({ file: join(folder, 'durable.sqlite'), format: 1 });
    const FULL = 2;
    expect(database.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: FULL });
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    database.close();
  });

  it('refuses an older format, which its owner has to migrate first, and leaves it as it was', () => {
    const file = join(folder, 'older.sqlite');
    openDatabase({ file, format: 1 }).close();
    expect(() => openDatabase({ file, format: 2 })).toThrow(expect.objectContaining({ code: STORE.FAILED.code }));
    openDatabase({ file, format: 1 }).close();
  });

  it('leaves a new file without a format if it cannot be prepared', () => {
    const file = join(folder, 'unprepared.sqlite');
    const prepare = (): never => {
      throw new TypeError('cannot');
    };
    expect(() => openDatabase({ file, format: 3, prepare })).toThrow(
      expect.objectContaining({ code: STORE.FAILED.code }),
    );
    openDatabase({ file, format: 1 }).close();
  });
});
