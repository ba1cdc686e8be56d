import { join } from 'node:path';
import type { LogStore } from '@simpul/store';
import { createScrub } from '../scrub/scrub.ts';
import { createCompleteness } from './completeness.ts';
import { Outbox, type Report } from './outbox.ts';

/** One log of the bus. */
export interface Checked {
  readonly name: string;
  /** A connection of the thread that checks; it only reads. */
  readonly store: LogStore;
}

export interface ChecksOptions {
  /** From the oldest log to the one that grows. */
  readonly logs: readonly Checked[];
  /** Where the checks keep how far they got. */
  readonly folder: string;
}

/** Both checks of a log, running in the background of a thread that reads. */
export interface Checks {
  /** Goes on with a log that follows those before. */
  add(log: Checked): void;
  /** What there is to tell, as soon as there is something; an empty list when the checks have ended. */
  reports(): Promise<Report[]>;
  stop(): Promise<void>;
}

/** Starts to check that the logs are complete, and that what is stored of them is what was written. */
export function startChecks({ logs, folder }: ChecksOptions): Checks {
  const outbox = new Outbox();
  const { logger } = outbox;
  const shared = { logs, findings: outbox, logger };
  const completeness = createCompleteness({ ...shared, stateFile: join(folder, 'audit-completeness.json') });
  const scrub = createScrub({ ...shared, stateFile: join(folder, 'audit-scrub.json') });
  completeness.start();
  scrub.start();
  return {
    add(log) {
      completeness.add(log);
      scrub.add(log);
    },
    reports: () => outbox.next(),
    async stop() {
      outbox.close();
      await Promise.all([completeness.stop(), scrub.stop()]);
    },
  };
}
