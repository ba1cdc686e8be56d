import { connectMongo, openMongoDocumentStore } from '@simpul/store';
import { type Commit, COMMITS, STORE_FORMAT } from '../../src/store/commits.ts';
import { RegistryStore } from '../../src/store/registry-store.ts';
import { createWriter } from '../../src/writer.ts';

// A process that adds members to the one group of a registry that others change too.

const [, , url = '', prefix = '', count = '0'] = process.argv;
const connection = await connectMongo(url);
const database = await openMongoDocumentStore({
  connection,
  name: 'registry',
  collections: [COMMITS],
  format: STORE_FORMAT,
});
const write = createWriter({
  store: new RegistryStore(database.collection<Commit>(COMMITS)),
  leaves: { write: async ({ id }) => id ?? '' },
  onChange: () => undefined,
});
for (let i = 0; i < Number(count); i++) {
  await write(undefined, (registry) => {
    const members = [...(registry.value('group', 'g')?.members ?? []), `${prefix}-${i}`];
    const leaf = { type: 'config.group', op: `add ${prefix}-${i}` };
    return { changes: [{ kind: 'group', id: 'g', managedBy: 'api', value: { code: 'g', members } }], leaf, result: i };
  });
}
await database.close();
await connection.close();
