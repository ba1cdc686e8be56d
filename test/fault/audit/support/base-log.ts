import { join } from 'node:path';
import { findLog, readCheckpoint, type Seen } from '../../support/download-log.ts';
import { append } from './append.ts';
import { checkAfter } from './check-log.ts';
import { createSource } from './source.ts';
import { startLogServer } from './start-log-server.ts';
import { copyLog, storeFiles } from './store-files.ts';
import { countCalls, strace } from './strace.ts';

/** A log with a few leaves under a checkpoint, from which every point of a sweep starts. */
export interface BaseLog {
  readonly folder: string;
  readonly acknowledged: readonly string[];
  readonly seen: readonly Seen[];
  /** What a run without a fault does to the files. */
  readonly counts: Counts;
}

/** Calls on the store's files, counted for the one thread that writes to them. */
export interface Counts {
  /** On the write-ahead log from the start until the log is ready. */
  readonly startWrites: number;
  readonly startSyncs: number;
  /** On it for one batch, until the batch is acknowledged. */
  readonly batchWrites: number;
  /** On it after that, until the batch is indexed and a checkpoint over it is published. */
  readonly laterWrites: number;
  /** On the main file, at the end. */
  readonly closeWrites: number;
}

/** Leaves of the log before a fault, and leaves that a fault meets. */
export const BATCH = 5;

/** Makes the base of a sweep in a folder, and counts what a run without a fault does. */
export async function makeBase(parent: string): Promise<BaseLog> {
  const folder = join(parent, 'base');
  const server = await startLogServer({ folder });
  const { acknowledged } = await append(server, createSource('edge-0').next(BATCH));
  await checkAfter({ server, folder, acknowledged, seen: [] });
  const seen = [await seenAt(server)];
  await server.stop();
  return { folder, acknowledged, seen, counts: await countCleanRun(copyLog(folder, join(parent, 'clean'))) };
}

async function countCleanRun(folder: string): Promise<Counts> {
  const { wal, database } = storeFiles(folder);
  const trace = join(folder, 'trace');
  const server = await startLogServer({ folder, prefix: strace({ paths: [wal, database], trace }) });
  const count = () => ({ writes: countCalls(trace, 'pwrite64', wal), syncs: countCalls(trace, 'fsync', wal) });
  const start = count();
  const { acknowledged } = await append(server, createSource('edge-1').next(BATCH));
  const batch = count();
  await checkAfter({ server, folder, acknowledged, seen: [] });
  // The end finishes what is left of the index and the checkpoints, and only then goes to the main file.
  await server.stop();
  const end = count();
  return {
    startWrites: start.writes,
    startSyncs: start.syncs,
    batchWrites: batch.writes - start.writes,
    laterWrites: end.writes - batch.writes,
    closeWrites: countCalls(trace, 'pwrite64', database),
  };
}

/** The checkpoint that a server publishes now. */
export async function seenAt(server: { readonly url: string }): Promise<Seen> {
  return readCheckpoint(await findLog(server.url));
}
