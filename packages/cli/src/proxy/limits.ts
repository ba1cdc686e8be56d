/** Where the proxy listens where `--listen` does not say. */
export const DEFAULT_LISTEN = '127.0.0.1:8181';
/** Requests under way at once; more are answered 503. */
export const MAX_IN_FLIGHT = 256;
/** Connections of clients at once. */
export const MAX_CONNECTIONS = 1024;
/** Longest time for a request's headers to arrive, ms. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** Life of a client's idle connection, ms. */
export const KEEP_ALIVE_MS = 75_000;
/** Longest silence on a connection during an exchange, ms: above the longest deadline of a service (300 s). */
export const SILENCE_MS = 330_000;
/** Longest wait for a connection to the bus, TLS included, ms. */
export const CONNECT_MS = 5000;
/** Longest wait for an answer of the token endpoint, ms. */
export const TOKEN_ANSWER_MS = 10_000;
/** Largest answer of the token endpoint, bytes. */
export const TOKEN_ANSWER_BYTES = 64 * 1024;
/** Largest header block, bytes; the bus's own limit, and room for the answer's additions. */
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_ANSWER_HEADER_BYTES = 64 * 1024;
/** Largest body that is kept so that it can be sent again, bytes; all together below. */
export const HELD_BODY_BYTES = 64 * 1024;
export const HELD_ALL_BYTES = 4 * 1024 * 1024;
/** Largest body of a request that is signed, bytes, which is the bus's own limit; all that are held at once together below. */
export const SIGNED_BODY_BYTES = 8 * 1024 * 1024;
export const SIGNED_ALL_BYTES = 32 * 1024 * 1024;
/** How long a stop waits for requests under way, ms (design 02). */
export const DRAIN_MS = 25_000;
