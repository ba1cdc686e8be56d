import { afterAll, describe, expect, it } from '@jest/globals';
import type { RegistryObject } from '@simpul/contracts';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import fc from 'fast-check';
import { keyOf, planChanges } from '../../src/domain/plan.ts';
import { type Commit, COMMITS, inCommits, STORE_FORMAT } from '../../src/store/commits.ts';
import { type Change, RegistryStore } from '../../src/store/registry-store.ts';
import { toObject } from '../../src/store/snapshot.ts';
import { groupOf, memberOf, objects } from '../sample-objects.ts';

const folder = temporaryFolder();
let files = 0;
const newFile = (): string => `${folder.path}/registry-${files++}.sqlite`;

afterAll(() => folder.remove());

/** Opens the registry of a file, does something with it, and closes it. */
async function withRegistry<T>(file: string, use: (store: RegistryStore) => Promise<T>): Promise<T> {
  const database: DocumentStore = await openSqliteDocumentStore({ file, collections: [COMMITS], format: STORE_FORMAT });
  try {
    const store = new RegistryStore(database.collection<Commit>(COMMITS));
    await store.load();
    return await use(store);
  } finally {
    await database.close();
  }
}

const registryOf = (held: readonly RegistryObject[]) => new Map(held.map((object) => [keyOf(object), object]));
const currentOf = ({ registry }: RegistryStore) => registryOf([...registry.objects()].map(toObject));

async function makeEqual(store: RegistryStore, wanted: readonly RegistryObject[]): Promise<void> {
  const byKey = registryOf(wanted);
  const changes = planChanges(currentOf(store), wanted, true).map(
    (entry) => ({ ...(byKey.get(keyOf(entry)) ?? { kind: entry.kind, id: entry.id }), managedBy: 'file' }) as Change,
  );
  for (const part of inCommits(changes)) {
    const kept = await store.commit(store.registry.revision, part);
    expect(kept).toBeDefined();
  }
}

/** What a follower knows that reads all changes after a revision, page by page. */
async function follow(
  store: RegistryStore,
  known: Map<string, RegistryObject>,
  since: number,
  limit: number,
): Promise<number> {
  let revision = since;
  for (let more = true; more;) {
    const page = await store.changes(revision, limit);
    expect(page.changed.length + page.deleted.length).toBeLessThanOrEqual(limit);
    for (const object of page.changed) known.set(keyOf(object), object);
    for (const gone of page.deleted) known.delete(keyOf(gone));
    revision = page.revision;
    more = page.more;
  }
  return revision;
}

describe('the registry', () => {
  it('is after any changes what was wanted last, for followers with pages of any size and after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(objects, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (files_, limit) => {
          const file = newFile();
          const last = registryOf(files_.at(-1) ?? []);
          const revision = await withRegistry(file, async (store) => {
            const known = new Map<string, RegistryObject>();
            let heard = 0;
            for (const wanted of files_) {
              await makeEqual(store, wanted);
              heard = await follow(store, known, heard, limit);
              expect(known).toEqual(registryOf(wanted));
              expect(heard).toBe(store.registry.revision);
            }
            return store.registry.revision;
          });
          await withRegistry(file, async (store) => {
            expect(currentOf(store)).toEqual(last);
            // Deleted objects may have had the last revision, which nobody may use again.
            expect(store.registry.revision).toBe(revision);
            const known = new Map<string, RegistryObject>();
            await follow(store, known, 0, limit);
            expect(known).toEqual(last);
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('tells followers of what was deleted', async () => {
    await withRegistry(newFile(), async (store) => {
      await makeEqual(store, [memberOf('A'), memberOf('B')]);
      await makeEqual(store, [memberOf('B', 'new')]);
      await expect(store.changes(2, 10)).resolves.toEqual({
        revision: 4,
        changed: [memberOf('B', 'new')],
        deleted: [{ kind: 'member', id: 'ID-LA/GOV/A' }],
        more: false,
      });
      await expect(store.changes(4, 10)).resolves.toEqual({ revision: 4, changed: [], deleted: [], more: false });
    });
  });

  it('gives oldest changes first, and says that there are more', async () => {
    await withRegistry(newFile(), async (store) => {
      await makeEqual(store, [groupOf('a'), groupOf('b'), groupOf('c')]);
      await expect(store.changes(0, 2)).resolves.toEqual({
        revision: 2,
        changed: [groupOf('a'), groupOf('b')],
        deleted: [],
        more: true,
      });
      await expect(store.changes(2, 2)).resolves.toMatchObject({ revision: 3, changed: [groupOf('c')], more: false });
    });
  });

  it('tells an object that changed twice once, as it is now', async () => {
    await withRegistry(newFile(), async (store) => {
      await makeEqual(store, [memberOf('A', 'one')]);
      await makeEqual(store, [memberOf('A', 'two')]);
      await expect(store.changes(0, 10)).resolves.toMatchObject({ revision: 2, changed: [memberOf('A', 'two')] });
    });
  });

  it('takes in a region that is larger than what the store lets wait', async () => {
    await withRegistry(newFile(), async (store) => {
      const many = Array.from({ length: 20_500 }, (_, i) => groupOf(`g-${i}`));
      await makeEqual(store, many);
      expect(store.registry.revision).toBe(many.length);
      expect(currentOf(store).size).toBe(many.length);
    });
  });
});
