import type { ReaderMethods } from './reader-thread.ts';
import type { LogReader } from './store-reader.ts';
import type { WorkerClient } from './worker-client.ts';

/** Reads the log in a file on the reader's thread. */
export function createThreadReader(reader: WorkerClient<ReaderMethods>, file: string): LogReader {
  return {
    identity: () => reader.call('identity', { file, parameters: [] }),
    verifierKeys: () => reader.call('verifierKeys', { file, parameters: [] }),
    checkpoint: () => reader.call('checkpoint', { file, parameters: [] }),
    tail: () => reader.call('tail', { file, parameters: [] }),
    tile: (...parameters) => reader.call('tile', { file, parameters }),
    entries: (...parameters) => reader.call('entries', { file, parameters }),
    locate: (...parameters) => reader.call('locate', { file, parameters }),
    search: (...parameters) => reader.call('search', { file, parameters }),
    indexedTo: () => reader.call('indexedTo', { file, parameters: [] }),
    findings: (...parameters) => reader.call('findings', { file, parameters }),
    entriesAt: (...parameters) => reader.call('entriesAt', { file, parameters }),
    rootAt: (...parameters) => reader.call('rootAt', { file, parameters }),
  };
}
