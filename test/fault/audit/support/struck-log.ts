import { join } from 'node:path';
import type { CheckedLog } from '../../../log-checker/check-log.mjs';
import { append } from './append.ts';
import type { BaseLog } from './base-log.ts';
import { checkAfter } from './check-log.ts';
import type { WireLeaf } from './source.ts';
import { type LogServer, startLogServer } from './start-log-server.ts';
import { copyLog, type StoreFiles, storeFiles } from './store-files.ts';
import { strace } from './strace.ts';

/** What is done to whom. */
export interface Fault {
  /** Only calls on these files are met. */
  readonly on: readonly (keyof StoreFiles)[];
  /** As strace takes it: `fsync:error=EIO:when=3`. */
  readonly inject: string;
}

/** A copy of a log that a fault waits for. */
export interface StruckLog {
  readonly folder: string;
  readonly files: StoreFiles;
  readonly trace: string;
  /** Starts it under the fault. @throws Error if the fault strikes before it is ready */
  start(): Promise<LogServer>;
}

/** Copies a log, to meet a fault under a name of its own. */
export function strike(base: BaseLog, name: string, { on, inject }: Fault): StruckLog {
  const folder = copyLog(base.folder, join(base.folder, '..', name));
  const files = storeFiles(folder);
  const trace = join(folder, 'trace');
  const prefix = strace({ paths: on.map((file) => files[file]), inject, trace });
  return { folder, files, trace, start: () => startLogServer({ folder, prefix }) };
}

/** Starts a log after its fault, sends what met the fault once more, and checks everything. */
export async function retryAndCheck(
  server: LogServer,
  { base, folder, leaves }: { readonly base: BaseLog; readonly folder: string; readonly leaves: readonly WireLeaf[] },
): Promise<CheckedLog> {
  const { acknowledged, code } = await append(server, leaves);
  if (acknowledged.length !== leaves.length) throw new Error(`the retry was not acknowledged: ${code}`);
  const log = await checkAfter({
    server,
    folder,
    acknowledged: [...base.acknowledged, ...acknowledged],
    seen: base.seen,
  });
  await server.stop();
  return log;
}
