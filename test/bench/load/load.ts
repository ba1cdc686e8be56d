/** Connections that call at once. */
export const CONNECTIONS = 64;
/** Milliseconds after which an answer counts as missing. */
export const ANSWER_TIMEOUT_MS = 10_000;

/** PEM of what a caller shows over TLS, and of whom it believes. */
export interface ClientTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** What is called, again and again. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Headers with other values on each call, a list of them for each; the values are used in order, each once. */
  readonly fresh?: { readonly names: readonly string[]; readonly values: readonly (readonly string[])[] };
  /** For calls with a client certificate. */
  readonly tls?: ClientTls;
}

/** What a load generator counted. */
export interface LoadResult {
  /** Answers that it read to their end. */
  readonly completed: number;
  /** Completed answers a second. */
  readonly rps: number;
  /** Milliseconds; NaN where the generator did not say. */
  readonly p50: number;
  readonly p99: number;
  /** Answers whose status is not good. */
  readonly refused: number;
  /** Connections that could not be made or broke off, and answers that never came. */
  readonly broken: number;
}

/** Calls a target over {@link CONNECTIONS} connections for some seconds. */
export type Load = (target: Target, seconds: number) => Promise<LoadResult>;
