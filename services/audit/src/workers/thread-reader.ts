import type { LogPlace } from '../places/log-place.ts';
import type { ReaderMethods } from './reader-thread.ts';
import type { LogReader } from './store-reader.ts';
import type { WorkerClient } from './worker-client.ts';

/** Reads a log on the reader's thread. */
export function createThreadReader(reader: WorkerClient<ReaderMethods>, place: LogPlace): LogReader {
  return {
    identity: () => reader.call('identity', { place, parameters: [] }),
    verifierKeys: () => reader.call('verifierKeys', { place, parameters: [] }),
    checkpoint: () => reader.call('checkpoint', { place, parameters: [] }),
    signed: () => reader.call('signed', { place, parameters: [] }),
    tail: () => reader.call('tail', { place, parameters: [] }),
    tile: (...parameters) => reader.call('tile', { place, parameters }),
    entries: (...parameters) => reader.call('entries', { place, parameters }),
    locate: (...parameters) => reader.call('locate', { place, parameters }),
    search: (...parameters) => reader.call('search', { place, parameters }),
    indexedTo: () => reader.call('indexedTo', { place, parameters: [] }),
    findings: (...parameters) => reader.call('findings', { place, parameters }),
    entriesAt: (...parameters) => reader.call('entriesAt', { place, parameters }),
    rootAt: (...parameters) => reader.call('rootAt', { place, parameters }),
  };
}
