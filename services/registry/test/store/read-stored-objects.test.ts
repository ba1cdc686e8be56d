import { afterAll, describe, expect, it } from '@jest/globals';
import { openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { readStoredObjects } from '../../src/index.ts';
import { type Commit, COMMITS, STORE_FORMAT } from '../../src/store/commits.ts';
import { RegistryStore } from '../../src/store/registry-store.ts';
import { groupOf, memberOf } from '../sample-objects.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the registry of a bus that does not run', () => {
  it('is what was committed last, without what was deleted and what only the registry knows', async () => {
    const file = join(folder.path, 'registry.sqlite');
    const database = await openSqliteDocumentStore({ file, collections: [COMMITS], format: STORE_FORMAT });
    const store = new RegistryStore(database.collection<Commit>(COMMITS));
    const [kept, dropped] = [memberOf('ID-LA/GOV/a'), groupOf('b')];
    await store.commit(0, [
      { ...(kept as { kind: 'member'; id: string }), managedBy: 'file' },
      { ...(dropped as { kind: 'group'; id: string }), managedBy: 'file' },
      { kind: 'agreement-file', id: 'x', managedBy: 'api', value: {} },
    ]);
    await store.commit(3, [{ kind: 'group', id: 'b', managedBy: 'file' }]);
    await database.close();
    expect(readStoredObjects(file)).toEqual([kept]);
  });
});
