import { afterAll, describe, expect, it } from '@jest/globals';
import { openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { planChanges } from '../../src/domain/plan.ts';
import { readStoredObjects } from '../../src/index.ts';
import { OBJECTS, RegistryStore, STORE_FORMAT } from '../../src/store/registry-store.ts';
import { groupOf, memberOf } from '../sample-objects.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the registry of a bus that does not run', () => {
  it('is what was applied last, without what was deleted', async () => {
    const file = join(folder.path, 'registry.sqlite');
    const database = await openSqliteDocumentStore({ file, collections: [OBJECTS], format: STORE_FORMAT });
    const store = new RegistryStore(database.collection(OBJECTS));
    const [kept, dropped] = [memberOf('ID-LA/GOV/a'), groupOf('b')];
    for (const wanted of [[kept, dropped], [kept]]) await store.apply(planChanges(store.current, wanted, true), wanted);
    await database.close();
    expect(readStoredObjects(file)).toEqual([kept]);
  });
});
