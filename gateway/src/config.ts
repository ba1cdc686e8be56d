import type { DoorTls } from './tls/door-tls.ts';

/** What the gateway is told. */
export interface GatewayConfig {
  /** Address under which the bus is known, without a trailing slash. */
  readonly publicUrl: string;
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Absent: plain HTTP. */
  readonly tls?: DoorTls | undefined;
  /** Networks of proxies in front, ranges separated by commas: their `Client-Cert` header is believed. */
  readonly trustedProxy?: string | undefined;
  /** Milliseconds without contact to the registry, or to identity, after which nothing is decided any more. */
  readonly authorityMaxAgeMs?: number | undefined;
  /** Folder for what is known of registry and denylist, so that the gateway can start without them; absent: it is not kept. */
  readonly snapshotDir?: string | undefined;
  /** JSON Schema of the region file, which is published. */
  readonly regionSchema: Readonly<Record<string, unknown>>;
  /** Command that makes a real exchange in this region, for the landing page. */
  readonly example?: string | undefined;
}

/** Largest body that is held, bytes. Larger ones stream below `/r1`, if their service lets them; elsewhere they get 413. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Bytes of a streamed body that are read ahead of who takes it, besides what the sockets hold. */
export const STREAM_WINDOW_BYTES = 64 * 1024;
/** Milliseconds in which a consumer must take something of an answer that waits for it. */
export const ANSWER_IDLE_MS = 30_000;
/** Milliseconds for a request's headers to arrive. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** Milliseconds for a whole request to arrive. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** Milliseconds between two looks for requests that are late: what the two above may take longer. */
export const CONNECTIONS_CHECK_MS = 5000;
/** Milliseconds that an idle connection is kept. */
export const KEEP_ALIVE_MS = 65_000;
/** Bytes of a request's head. */
export const MAX_HEADER_BYTES = 16 * 1024;
/** Seconds that a DPoP proof is good for, and that its clock may be ahead (design 04). */
export const PROOF_MAX_AGE_S = 60;
export const PROOF_MAX_AHEAD_S = 10;
/** Milliseconds that a refused caller may go on writing before its connection is cut. */
export const LINGER_MS = 1000;
