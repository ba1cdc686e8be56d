/** Milliseconds without a leaf after which a node says that it is there (`node.idle`); audit counts on it. */
export const IDLE_MS = 60_000;
/** Milliseconds between two tries to reach audit. */
export const APPEND_RETRY_MS = 250;
/** Milliseconds that a leaf's sender waits for it before it gets an error; the leaf is still sent. */
export const RECORD_WAIT_MS = 5000;
