import type { AppendOutcome } from '@simpul/contracts';
import type { LogIdentity } from '@simpul/store';
import type { SentLeaf } from './domain/leaf-check.ts';
import type { LogReader } from './workers/store-reader.ts';

/** The open log, as the actions see it. */
export interface AuditLog {
  readonly identity: LogIdentity;
  /** vkeys of its checkpoints, Ed25519 first. */
  readonly verifierKeys: readonly string[];
  readonly read: LogReader;
  /**
   * Appends leaves in order; resolves when they are durable.
   * @throws SimpulError `AUDIT.LEAF_INVALID`, `AUDIT.BUSY`, `AUDIT.HALTED`
   */
  append(leaves: readonly SentLeaf[]): Promise<AppendOutcome[]>;
  /** Resolves when the search index holds every leaf below a size of the log. */
  indexed(size: number): Promise<void>;
}
