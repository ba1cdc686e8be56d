import { afterAll, describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDocumentStore, readDocuments } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-documents-'));
afterAll(() => rmSync(folder, { recursive: true }));
const THINGS = { name: 'things', unique: ['key'] };
const READ = { collection: 'things', format: 2 };

describe('documents of a store that nobody has open', () => {
  it('are read as they were written, and the file stays as it is', async () => {
    const file = join(folder, 'a.sqlite');
    const store = await openSqliteDocumentStore({ file, collections: [THINGS], format: 2 });
    const documents = [
      { id: 'a', key: 1, more: ['x', { y: null }] },
      { id: 'b', key: 2 },
    ];
    for (const document of documents) await store.collection(THINGS).insert(document);
    await store.close();
    const before = readFileSync(file);
    expect(readDocuments(file, READ)).toEqual(documents);
    expect(readFileSync(file).equals(before)).toBe(true);
    // A store that opens it afterwards finds everything.
    const again = await openSqliteDocumentStore({ file, collections: [THINGS], format: 2 });
    expect(await again.collection(THINGS).get('b')).toEqual(documents[1]);
    await again.close();
  });

  it('are not read where a newer release wrote them, or where there are none', async () => {
    const file = join(folder, 'newer.sqlite');
    await (await openSqliteDocumentStore({ file, collections: [THINGS], format: 3 })).close();
    expect(() => readDocuments(file, READ)).toThrow(expect.objectContaining({ code: STORE.NEWER.code }));
    expect(() => readDocuments(join(folder, 'none.sqlite'), READ)).toThrow(
      expect.objectContaining({ code: STORE.FAILED.code }),
    );
  });
});
