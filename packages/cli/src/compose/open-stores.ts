import { type CollectionSpec, type DocumentStore, DocumentThread, type MongoConnection } from '@simpul/store';
import { openMongoDocumentStore, openSqliteDocumentStore } from '@simpul/store';
import type { DataLayout } from './data-layout.ts';

/** Opens the document store of one service. */
export type OpenStore = (
  collections: readonly CollectionSpec[],
  format: number,
  oldest?: number,
) => Promise<DocumentStore>;

export interface StorePlace {
  readonly layout: DataLayout;
  /** Absent: files in the data folder. */
  readonly connection: MongoConnection | undefined;
  /** Told when a file can no longer be trusted. */
  readonly onFailure: (error: unknown) => void;
}

/** How the services of this process open their document stores. */
export function createOpenStore({ layout, connection, onFailure }: StorePlace): (service: string) => OpenStore {
  if (connection !== undefined) {
    // Formats older than these stores themselves were never written there.
    return (name) => (collections, format) => openMongoDocumentStore({ connection, name, collections, format });
  }
  const thread = new DocumentThread();
  return (service) => (collections, format, oldest) =>
    openSqliteDocumentStore({ file: layout.store(service), collections, format, oldest, thread, onFailure });
}
