import { SimpulError, STORE } from '@simpul/errors';
import { type Db, MongoBulkWriteError, type WriteError } from 'mongodb';
import type { MongoConnection } from './mongo-connection.ts';
import { duplicateIndex, isPassing, mongoFailed } from './mongo-error.ts';
import type { InsertMany } from './operation-queue.ts';
import type { StoredDocument } from './stored-document.ts';
import { memberOfIndex } from './unique-index.ts';

/**
 * Inserts documents in one command. After a lost connection it is sent again: a document that then exists already and bears
 * the mark of this write is the one that the lost command stored.
 */
export function createInsertMany(connection: MongoConnection, nameOf: (collection: string) => string): InsertMany {
  return async (collection, documents) => {
    let uncertain = false;
    try {
      return await connection.run(async (db, again) => {
        uncertain ||= again;
        return await insertOnce(db, nameOf(collection), documents, uncertain);
      });
    } catch (error) {
      throw error instanceof SimpulError ? error : mongoFailed(error);
    }
  };
}

async function insertOnce(db: Db, name: string, documents: readonly StoredDocument[], uncertain: boolean) {
  const collection = db.collection<StoredDocument>(name);
  const errors: (SimpulError | undefined)[] = documents.map(() => undefined);
  try {
    await collection.insertMany([...documents], { ordered: false });
    return errors;
  } catch (error) {
    const failures = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    if (failures.length === 0 || isPassing(error)) throw error;
    for (const failure of failures) errors[failure.index] = refusal(failure);
  }
  if (!uncertain) return errors;
  const ids = documents.filter((_, at) => errors[at] !== undefined).map(({ _id }) => _id);
  const marks = new Map<string, string>();
  for await (const { _id, w } of collection.find({ _id: { $in: ids } }, { projection: { w: 1 } })) marks.set(_id, w);
  return errors.map((error, at) => (marks.get(documents[at]?._id ?? '') === documents[at]?.w ? undefined : error));
}

function refusal(error: WriteError): SimpulError {
  if (error.code !== 11_000) return mongoFailed(error.errmsg);
  return new SimpulError(STORE.DUPLICATE, { params: { key: memberOfIndex(duplicateIndex(error.errmsg ?? '')) } });
}
