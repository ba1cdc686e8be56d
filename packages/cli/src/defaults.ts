/** Longest life of a client assertion, seconds (SIMPUL-M2M-1). */
export const ASSERTION_LIFE_S = 60;
/** From created to expires of a signature made by hand, seconds: the longest that the bus takes. */
export const SIGNATURE_LIFE_S = 300;
/** Longest wait for one answer of the bus, ms; above the longest deadline of a service (300 s). */
export const ANSWER_TIMEOUT_MS = 330_000;
/** Longest wait for a connection, ms. */
export const CONNECT_TIMEOUT_MS = 5000;
/** Longest wait for a receipt, ms. */
export const RECEIPT_TIMEOUT_MS = 30_000;
/** Pause before asking again for a receipt where the bus names none, s. */
export const RECEIPT_RETRY_S = 1;
/** Pause between two looks of `audit tail --follow`, ms. */
export const FOLLOW_PAUSE_MS = 1000;
/** Pause between two looks of `audit findings --follow`, ms. */
export const FINDINGS_PAUSE_MS = 10_000;
/** Records that `audit tail` shows. */
export const TAIL_LIMIT = 20;
/** Most records in one page (contract `audit.records`). */
export const PAGE_LIMIT = 1000;
/** Data folder where neither `--data` nor SIMPUL_DATA names one. */
export const DATA_FOLDER = '.simpul';
/** Largest receipt or log file that is read, bytes: a bundle of 256 entries of 64 KiB each. */
export const VERIFY_MAX_BYTES = 256 * (65_535 + 2);
/** Longest silence of a log that is read, ms. */
export const LOG_TIMEOUT_MS = 30_000;
/** Requests that a copy or a check of a log has under way at once. */
export const LOG_REQUESTS = 4;
/** Pause between two looks of `audit mirror --follow`, ms. */
export const MIRROR_PAUSE_MS = 5000;
/** Pause between two looks of `audit watch`, s. */
export const WATCH_INTERVAL_S = 60;
