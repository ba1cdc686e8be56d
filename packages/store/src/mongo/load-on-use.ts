import type { DocumentStore } from '../document-store.ts';
import type { SharedLogStore } from '../log-store.ts';
import type { MongoDocumentStoreOptions } from './document-store.ts';
import type { MongoLogStoreOptions } from './log-database.ts';
import type { MongoConnection, MongoOptions } from './mongo-connection.ts';

// The driver takes longer to load than all the rest of a thread: only who uses it loads it.

/** `connectMongo` of mongo-connection.ts. @throws SimpulError `STORE.FAILED` if the server cannot be reached */
export async function connectMongo(url: string, options?: MongoOptions): Promise<MongoConnection> {
  const loaded = await import('./mongo-connection.ts');
  return loaded.connectMongo(url, options);
}

/** `openMongoDocumentStore` of document-store.ts. @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
export async function openMongoDocumentStore(options: MongoDocumentStoreOptions): Promise<DocumentStore> {
  const loaded = await import('./document-store.ts');
  return loaded.openMongoDocumentStore(options);
}

/** `openMongoLogStore` of log-store.ts. @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
export async function openMongoLogStore(options: MongoLogStoreOptions): Promise<SharedLogStore> {
  const loaded = await import('./log-store.ts');
  return loaded.openMongoLogStore(options);
}
