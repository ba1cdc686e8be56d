export type {
  Collection,
  CollectionSpec,
  Document,
  DocumentStore,
  Equality,
  JsonValue,
  Query,
  Selection,
} from './document-store.ts';
export { syncFolder, writeDurably } from './durable-file.ts';
export { joinFrames, LEAF_PREFIX, SIDE_CAR_PREFIX, splitFrames } from './frames.ts';
export type {
  FindingQuery,
  IndexRecord,
  LogBatch,
  LogCheckpoint,
  LogEntry,
  LogFilter,
  LogFinding,
  LogGap,
  LogIdentity,
  LogPage,
  LogParty,
  LogSeal,
  LogStore,
  LogSuccessor,
  LogTail,
  LogTile,
  NumberedFinding,
  SharedLogStore,
} from './log-store.ts';
export { LEASES, type Leases, openLeases } from './lease.ts';
export type { MongoConnection } from './mongo/mongo-connection.ts';
export type { MongoDocumentStoreOptions } from './mongo/document-store.ts';
export type { MongoLogStoreOptions } from './mongo/log-database.ts';
export { connectMongo, openMongoDocumentStore, openMongoLogStore } from './mongo/load-on-use.ts';
export { acquireFolderLock, type FolderLock } from './sqlite/folder-lock.ts';
export { openSqliteDocumentStore, type SqliteDocumentStoreOptions } from './sqlite/document-store.ts';
export { readDocuments } from './sqlite/read-documents.ts';
export { DocumentThread } from './sqlite/document-thread.ts';
export { openSqliteLogStore, type SqliteLogStoreOptions } from './sqlite/log-store.ts';
