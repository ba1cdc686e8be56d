import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { SimpulError, STORE } from '@simpul/errors';
import { type LogIdentity, openSqliteLogStore, syncFolder } from '@simpul/store';
import { checkLeaf } from '../domain/leaf-check.ts';
import { LogAppender } from '../workers/log-appender.ts';
import { createOpeningLeaf, type Predecessor } from './opening-leaf.ts';

export interface Founding {
  readonly file: string;
  readonly identity: LogIdentity;
  readonly writer: string;
  /** The log before it, if there is one. */
  readonly predecessor?: Predecessor | undefined;
}

/**
 * Makes the file of a new log, whole or not at all: it gets its name only once it holds its identity and its first leaf. What
 * an earlier attempt left behind was never seen by anyone, and goes.
 * @throws SimpulError `STORE.FAILED`
 */
export async function foundLog({ file, identity, writer, predecessor }: Founding): Promise<void> {
  const draft = `${file}.new`;
  for (const part of ['', '-wal', '-shm']) rmSync(`${draft}${part}`, { force: true });
  const store = openSqliteLogStore({ file: draft });
  try {
    await store.establish(identity);
    if (predecessor !== undefined) {
      const now = (): number => Math.max(Date.now(), predecessor.at);
      const appender = await LogAppender.open({ store, writer, now });
      await appender.append([[checkLeaf(createOpeningLeaf(predecessor, writer))]]);
    }
  } finally {
    await store.close();
  }
  if (existsSync(`${draft}-wal`)) throw new SimpulError(STORE.FAILED, { params: { reason: 'a new log is not whole' } });
  renameSync(draft, file);
  syncFolder(dirname(file));
}
