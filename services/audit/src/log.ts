import type { AppendOutcome, Finding } from '@simpul/contracts';
import type { LogIdentity } from '@simpul/store';
import type { SentLeaf } from './domain/leaf-check.ts';
import type { LogReader } from './workers/store-reader.ts';

/** One log: the open one, which takes appends, or one of those before it. */
export interface Shard {
  readonly identity: LogIdentity;
  /** vkeys of its checkpoints, Ed25519 first. */
  readonly verifierKeys: readonly string[];
  readonly state: 'open' | 'closed';
  readonly read: LogReader;
}

/** All logs, one for each half-year, as the actions see them. */
export interface AuditLog {
  /** Newest first; the first is open. */
  readonly shards: readonly Shard[];
  /**
   * Appends leaves to the open log, in order; resolves when they are durable.
   * @throws SimpulError `AUDIT.LEAF_INVALID`, `AUDIT.BUSY`, `AUDIT.HALTED`
   */
  append(leaves: readonly SentLeaf[]): Promise<AppendOutcome[]>;
  /**
   * Resolves when the search index of the open log holds every leaf below a size of it; at once while the index is made
   * anew, which `indexedTo` tells.
   */
  indexed(size: number): Promise<void>;
  /** Keeps a finding in the open log; found again it is the same. @throws SimpulError `AUDIT.HALTED` */
  addFinding(finding: Finding): Promise<void>;
}

/** The logs with what their service needs of them. */
export interface AuditLogs extends AuditLog {
  /** @throws SimpulError `AUDIT.HALTED` if what is stored is not sound, `STORE.*` */
  open(): Promise<void>;
  /** Why nothing can be appended for the moment; undefined when it can. */
  notReady(): string | undefined;
  /** Finishes what was accepted, and ends. @param sound the log has not halted */
  close(sound: boolean): Promise<void>;
}
