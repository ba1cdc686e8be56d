import { SimpulError, STORE } from '@simpul/errors';
import type { Db } from 'mongodb';
import type { CollectionSpec, JsonValue } from '../document-store.ts';
import { declaredMembers, type StoredDocument } from './stored-document.ts';
import { nameOfUniqueIndex } from './unique-index.ts';

/** Where the formats of all stores of a database stand, and which members of a collection have keys. */
const FORMATS = 'formats';
const MEMBERS = 'members';

/** Notes the format of a store. @throws SimpulError `STORE.NEWER` if a newer release wrote there */
export async function takeFormat(db: Db, name: string, format: number): Promise<void> {
  const formats = db.collection<{ readonly _id: string; readonly format: number }>(FORMATS);
  await formats.updateOne({ _id: name }, { $max: { format } }, { upsert: true });
  await checkFormat(db, name, format);
}

/** @throws SimpulError `STORE.NEWER` if a newer release wrote there */
export async function checkFormat(db: Db, name: string, format: number): Promise<void> {
  const formats = db.collection<{ readonly _id: string; readonly format: number }>(FORMATS);
  const found = (await formats.findOne({ _id: name }))?.format ?? format;
  if (found > format) throw new SimpulError(STORE.NEWER, { params: { file: name, found, known: format } });
}

/** Makes the indexes that are not there yet; they end in the id, which is the order among equals. */
export async function makeCollection(db: Db, serverName: string, spec: CollectionSpec): Promise<void> {
  await addNewKeys(db, serverName, [...declaredMembers(spec)]);
  const stored = db.collection(serverName);
  for (const member of spec.unique ?? []) {
    const path = `k.${member}`;
    await stored.createIndex(
      { [path]: 1 },
      { unique: true, name: nameOfUniqueIndex(member), partialFilterExpression: { [path]: { $exists: true } } },
    );
  }
  for (const members of spec.indexes ?? []) {
    const path = (member: string): string => (member === 'id' ? '_id' : `k.${member}`);
    const keys = [...new Set([...members, 'id'])].map((member) => [path(member), 1] as const);
    await stored.createIndex(Object.fromEntries(keys), { name: `by_${members.join('_')}` });
  }
}

/** A member that is declared since the last start is read out of the documents. */
async function addNewKeys(db: Db, serverName: string, declared: readonly string[]): Promise<void> {
  const known = db.collection<{ readonly _id: string; readonly members: readonly string[] }>(MEMBERS);
  const before = new Set((await known.findOne({ _id: serverName }))?.members);
  const stored = db.collection<StoredDocument>(serverName);
  for (const member of declared.filter((name) => !before.has(name))) {
    const lacking = { [`d.${member}`]: { $exists: true, $ne: 'null' }, [`k.${member}`]: { $exists: false } };
    for await (const { _id, d } of stored.find(lacking)) {
      const text = d[member] ?? 'null';
      // Unless it was changed meanwhile: then the change has set the key.
      const unchanged = { _id, [`d.${member}`]: text };
      await stored.updateOne(unchanged, { $set: { [`k.${member}`]: JSON.parse(text) as JsonValue } });
    }
  }
  await known.updateOne({ _id: serverName }, { $set: { members: [...declared] } }, { upsert: true });
}
