/** What the audit service is told at its start; validated before it gets here. */
export interface AuditConfig {
  /** Address of the public door; its host becomes part of a new log's origin, once. */
  readonly publicUrl: string;
  readonly mode: 'sandbox' | 'production';
  /** X-Road instance, first part of a new log's name. */
  readonly instance: string;
  /**
   * Where the logs are kept. SQLite: the file of the first one, whose folder must exist. MongoDB: a database that several
   * processes share; then signing is the work of a module of its own (`createSigner`).
   */
  readonly store: { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'mongo'; readonly url: string };
  /** Folder of the signer's keys and of its memory of what it signed, where the log is in a file; made if absent. */
  readonly keysDir: string;
  /** This process, as leaves and batches name it. */
  readonly nodeId: string;
  /** Witnesses and their quorum as a C2SP tlog-policy, whose log lines are dropped; without it checkpoints are published at once. */
  readonly witnessPolicy?: string | undefined;
}

/** What the signer of shared logs is told at its start; validated before it gets here. */
export interface SignerConfig extends Pick<
  AuditConfig,
  'publicUrl' | 'mode' | 'instance' | 'keysDir' | 'nodeId' | 'witnessPolicy'
> {
  readonly store: { readonly kind: 'mongo'; readonly url: string };
  /** Folder in which the checks of the log keep how far they got; it must exist. */
  readonly stateDir: string;
}

/** Leaves that may wait for a commit; beyond it appends are answered `SIMPUL_AUDIT_BUSY`. */
export const INTAKE_MAX_LEAVES = 4096;
/** Bytes of leaves and side-cars that may wait for a commit. */
export const INTAKE_MAX_BYTES = 33_554_432;
/** Seconds after which a refused append makes sense again. */
export const BUSY_RETRY_AFTER_S = 1;
/** Leaves in one stored batch. */
export const BATCH_MAX_LEAVES = 256;
/** Bytes of leaves in one stored batch and in one call. */
export const BATCH_MAX_BYTES = 1_048_576;
/** Bytes of a leaf as it is stored, with `at`. */
export const LEAF_MAX_BYTES = 8192;
/** Bytes of one side-car. */
export const SIDE_CAR_MAX_BYTES = 65_536;
/** Leaves that the search index may lag behind; beyond it they are indexed before they are acknowledged. */
export const INDEX_MAX_BACKLOG = 20_000;
/** Leaves that go to the search index at once, so that an append never waits long behind them. */
export const INDEX_CHUNK = 512;
/** Milliseconds that fewer leaves than that wait for more, since each step is a commit of its own. */
export const INDEX_DELAY_MS = 250;
/** Milliseconds for which a shared store is tried before it counts as away: less than an append may take. */
export const OUTAGE_AFTER_MS = 5000;
/** Milliseconds until a store that went away is tried again, beside the store's own tries. */
export const OUTAGE_RETRY_MS = 1000;
/** Milliseconds without an answer of the store after which a process says that it is not ready. */
export const OUTAGE_NOT_READY_MS = 3000;
/** Milliseconds between two looks of the signer of shared logs for something new. */
export const SIGNER_POLL_MS = 250;
/** Shortest time between two checkpoints, milliseconds. */
export const CHECKPOINT_MIN_MS = 250;
/** Longest time until something new is in a checkpoint, milliseconds. */
export const CHECKPOINT_MAX_MS = 1000;
/** Time that a log may take to be sealed when the half-year turns, while appends wait, milliseconds. */
export const SEAL_MAX_MS = 5000;
/** Milliseconds until a log that could not be sealed is tried again: appends go on to it. */
export const TURN_RETRY_MS = 60_000;
/** Milliseconds between two looks at the calendar. */
export const TURN_LOOK_MS = 1000;
/** Leaves after which a signer that catches up publishes what it has. */
export const CHECKPOINT_MAX_LEAVES = 65_536;
