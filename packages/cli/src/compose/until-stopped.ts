/** Milliseconds within which a second signal is the same Ctrl-C: it reaches the whole process group, and a wrapper repeats it. */
const SAME_SIGNAL_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Resolves at the first SIGINT or SIGTERM, or with an error when `fail` is called. A second signal later than a second
 * after the first ends the process at once (design 02).
 */
export function untilStopped(): { readonly stopped: Promise<void>; readonly fail: (error: unknown) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let first: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (first !== undefined && performance.now() - first > SAME_SIGNAL_MS) process.exit(1);
      first ??= performance.now();
      resolve();
    });
  }
  return { stopped: promise, fail: reject };
}
