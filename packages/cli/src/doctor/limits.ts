/** Days before its end from which a certificate or an agreement is warned of. */
export const WARN_DAYS = 30;
export const DAY_MS = 86_400_000;
/** Seconds that a caller's clock may be ahead of the bus's: a proof from later is refused (design 04). */
export const CLOCK_AHEAD_S = 10;
/** Seconds that it may be behind: an older proof is refused. */
export const CLOCK_BEHIND_S = 60;
/** Seconds of difference that are worth a word. */
export const CLOCK_WARN_S = 5;
/** Milliseconds that a file of the data folder may be from the future. */
export const FILE_AHEAD_MS = 60_000;
/** No clock that is right shows an earlier time. */
export const EARLIEST_TIME = Date.UTC(2026, 0, 1);
/** Bytes of free disk space below which to warn, and to call it an error. */
export const DISK_WARN_BYTES = 2 * 1024 ** 3;
export const DISK_ERROR_BYTES = 256 * 1024 ** 2;
/** Milliseconds for the bus to answer one request. */
export const ANSWER_MS = 10_000;
/** Milliseconds for a service's address to be connected to. */
export const CONNECT_MS = 3000;
/** Addresses that are connected to at once. */
export const CONNECTS_AT_ONCE = 16;
/** Milliseconds after which a checkpoint is old: a node that does nothing leaves a leaf each minute. */
export const CHECKPOINT_OLD_MS = 5 * 60_000;
/** Subsystems whose keys are asked for, one after another. */
export const KEYS_OF_SUBSYSTEMS = 500;
/** Findings of the log that are asked for. */
export const FINDINGS_LIMIT = 1000;
