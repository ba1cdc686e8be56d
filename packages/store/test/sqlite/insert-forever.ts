import { isSimpulError } from '@simpul/errors';
import { openSqliteDocumentStore } from '../../src/index.ts';

// A program for tests: inserts until it is killed or the store fails, and prints each id once it is acknowledged.

const AT_ONCE = 64;
const [, , file = ''] = process.argv;
const things = { name: 'things', unique: ['key'] };
// It waits where the reader is slow; writing to the descriptor itself would fail with EAGAIN then.
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const codeOf = (error: unknown): string => (isSimpulError(error) ? error.code : String(error));

const store = await openSqliteDocumentStore({
  file,
  collections: [things],
  format: 1,
  onFailure: (error) => print(`failed ${error.code}`),
});
const collection = store.collection(things);
let next = 0;

async function insertForever(): Promise<void> {
  for (;;) {
    next += 1;
    const id = `id-${next}.`;
    await collection.insert({ id, key: `key ${next}`, text: 'x'.repeat(200) });
    print(id);
  }
}

await Promise.allSettled(Array.from({ length: AT_ONCE }, insertForever));
await collection.get('id-1.').catch((error: unknown) => print(`then ${codeOf(error)}`));
await store.close();
