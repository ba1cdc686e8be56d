/** Largest answer of a provider that is held, in bytes. */
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
/** Time for resolving, connecting and the TLS handshake together, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5000;
/** Time after which an unused connection is closed, in milliseconds; below the 5 s after which Node's servers close. */
export const KEEP_ALIVE_MS = 4000;
/** Connections to one service at once; more requests wait inside their deadline. */
export const MAX_CONNECTIONS = 128;
/** Exchanges with one providing subsystem at once. */
export const BULKHEAD_LIMIT = 128;
/** Connection errors and time-outs in a row that open a service's circuit. */
export const BREAKER_FAILURES = 5;
/** Time for which an open circuit lets nothing through, in milliseconds. */
export const BREAKER_OPEN_MS = 10_000;
/** A deadline that is noticed later than this, in milliseconds, shows that this process stood still. */
export const STOOD_STILL_MS = 500;
/** Attempts at one request, the first included. */
export const MAX_ATTEMPTS = 2;
/** Retries that each request of a service earns: 10 %. */
export const RETRY_RATIO = 0.1;
/** Retries that a service can have saved up. */
export const RETRY_BURST = 10;
