import { afterAll, describe, expect, it } from '@jest/globals';
import { openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { type Commit, COMMITS, OLDEST_FORMAT, STORE_FORMAT } from '../../src/store/commits.ts';
import { FIRST_OBJECTS, type FirstObject, migrate } from '../../src/store/migrate.ts';
import { RegistryStore } from '../../src/store/registry-store.ts';
import { groupOf, memberOf } from '../sample-objects.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const [member, group] = [memberOf('A'), groupOf('g')];
/** As format 1 kept them; revision 1 was the member's first one. */
const FIRST = [
  { revision: 3, kind: 'member', objectId: member.id, value: member.value },
  { revision: 2, kind: 'group', objectId: 'gone' },
  { revision: 7, kind: 'group', objectId: 'g', value: group.value },
].map((each) => ({ id: `${each.kind} ${each.objectId}`, managedBy: 'file', ...each }));

async function openBoth(file: string) {
  const collections = [COMMITS, FIRST_OBJECTS];
  const database = await openSqliteDocumentStore({ file, collections, format: STORE_FORMAT, oldest: OLDEST_FORMAT });
  const objects = database.collection<FirstObject>(FIRST_OBJECTS);
  return { database, objects, commits: database.collection<Commit>(COMMITS) };
}

describe('a registry of the first format', () => {
  it('is brought forward with its revisions, by two processes at once, and is not read by the release that made it', async () => {
    const file = `${folder.path}/registry.sqlite`;
    const old = await openSqliteDocumentStore({ file, collections: [FIRST_OBJECTS], format: OLDEST_FORMAT });
    for (const object of FIRST)
      await old.collection(FIRST_OBJECTS).insert(JSON.parse(JSON.stringify(object)) as { id: string });
    await old.close();

    const { database, objects, commits } = await openBoth(file);
    await Promise.all([migrate(objects, commits), migrate(objects, commits)]);
    const store = new RegistryStore(commits);
    await store.load();
    await expect(store.changes(0, 10)).resolves.toEqual({
      revision: 7,
      changed: [member, group],
      deleted: [{ kind: 'group', id: 'gone' }],
      more: false,
    });
    await expect(store.changes(3, 10)).resolves.toMatchObject({ changed: [group], deleted: [] });
    await expect(objects.find({ limit: 10 })).resolves.toEqual([]);
    await migrate(objects, commits);
    await database.close();

    const asBefore = { file, collections: [FIRST_OBJECTS], format: OLDEST_FORMAT };
    await expect(openSqliteDocumentStore(asBefore)).rejects.toMatchObject({ code: 'SIMPUL_STORE_NEWER' });
  });
});
