/** Milliseconds within which a second signal is the same Ctrl-C: it reaches the whole process group, and a wrapper repeats it. */
const SAME_SIGNAL_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** When a process must end. */
export interface Stop {
  /** Resolves at the first SIGINT or SIGTERM, or rejects when `fail` is called. */
  readonly stopped: Promise<void>;
  /** Aborted at the same moment, for who waits for something else. */
  readonly signal: AbortSignal;
  readonly fail: (error: unknown) => void;
  /** Whether a signal asked for it, rather than a failure. */
  readonly wasAsked: () => boolean;
}

/**
 * Listens for SIGINT and SIGTERM. A second signal later than a second after the first ends the process at once (design 02).
 */
export function untilStopped(): Stop {
  const { promise: stopped, resolve, reject } = Promise.withResolvers<void>();
  const abort = new AbortController();
  // It may fail before anybody waits for it.
  stopped.catch(() => undefined);
  let first: number | undefined;
  let failed = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (first !== undefined && performance.now() - first > SAME_SIGNAL_MS) process.exit(1);
      first ??= performance.now();
      resolve();
      abort.abort();
    });
  }
  const fail = (error: unknown): void => {
    failed ||= !abort.signal.aborted;
    reject(error);
    abort.abort(error);
  };
  return { stopped, signal: abort.signal, fail, wasAsked: () => abort.signal.aborted && !failed };
}
