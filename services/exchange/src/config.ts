/** What an exchange node is told. */
export interface ExchangeConfig {
  /** Address under which the bus is known, without a trailing slash. */
  readonly publicUrl: string;
  /** This process's name in leaves, the same after a restart. */
  readonly nodeId: string;
  /** Folder of the bus's own private keys. */
  readonly keysDir: string;
  /** Whether no other node uses this store, so that what is open at start was left by this one, and quotas are its own. */
  readonly ownsStore: boolean;
  /** The bus's own doors, which no service may address; read at each connection, since ports may be chosen late. */
  readonly ownListeners: () => Iterable<{ readonly host: string; readonly port: number }>;
  /** Milliseconds without contact to the registry after which nothing is decided any more. */
  readonly authorityMaxAgeMs?: number | undefined;
  /** Folder for what is known of registry and denylist, so that the node can start without them; absent: it is not kept. */
  readonly snapshotDir?: string | undefined;
}

/** Milliseconds past its deadline after which any node closes an intent (design 03). */
export const INTENT_GRACE_MS = 30_000;
/** Milliseconds for which an exchange waits for the store, and between two tries while it does not answer. */
export const STORE_WAIT_MS = 5000;
export const STORE_RETRY_MS = 1000;
/** Milliseconds for which a settled intent keeps its unique keys (design 03). */
export const INTENT_KEEP_MS = 24 * 3_600_000;
/** Milliseconds for which rows that nothing needs any more wait for others, and how many are dropped at once. */
export const DROP_DELAY_MS = 200;
export const DROP_ROWS = 1000;
/** Milliseconds past its deadline after which an exchange without a leaf is told of. */
export const INTENT_OVERDUE_MS = 60_000;
/** Milliseconds between two looks for intents that were left open. */
export const SWEEP_MS = 5000;
/** Refusals a minute for one consumer, service and reason that get a leaf each; more become one summary (design 03). */
export const DENIALS_A_MINUTE = 60;
/** Largest body that is held, request or answer, bytes; larger ones stream where the service's `maxBody` lets them. */
export const MAX_HELD_BODY_BYTES = 8 * 1024 * 1024;
/** Bytes that a streamed body may be ahead of who takes it, besides what the sockets hold. */
export const STREAM_WINDOW_BYTES = 64 * 1024;
/** Last bytes of a streamed answer that wait for its leaf (design 03). */
export const STREAM_TAIL_BYTES = 64 * 1024;
/** Milliseconds in which a streamed body must move on, at either end. */
export const STREAM_IDLE_MS = 30_000;
/** What reading a registered contract, or one of its operations, may cost; one beyond it cannot be used. */
export const CONTRACT_LIMITS = { timeoutMs: 5000, heapMegabytes: 256, maxWaiting: 2000 } as const;
