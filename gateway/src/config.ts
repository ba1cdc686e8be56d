/** What the gateway is told. */
export interface GatewayConfig {
  /** Address under which the bus is known, without a trailing slash. */
  readonly publicUrl: string;
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Command that makes a real exchange in this region, for the landing page. */
  readonly example?: string | undefined;
}

/** Largest body that is taken, bytes; larger ones are for a later release (413). */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Bodies that are held at once, bytes in all; beyond that 503 (design 03). */
export const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** Milliseconds for a request's headers to arrive. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** Milliseconds for a whole request to arrive. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** Milliseconds that an idle connection is kept. */
export const KEEP_ALIVE_MS = 65_000;
/** Bytes of a request's head. */
export const MAX_HEADER_BYTES = 16 * 1024;
/** Seconds that a DPoP proof is good for, and that its clock may be ahead (design 04). */
export const PROOF_MAX_AGE_S = 60;
export const PROOF_MAX_AHEAD_S = 10;
