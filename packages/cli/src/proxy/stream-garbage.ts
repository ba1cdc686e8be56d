/** Bytes that may stream before the buffers that held them are given back. */
const COLLECTED_BYTES = 2 * 1024 * 1024;

/**
 * Counts what streams through, and has the young generation collected now and then: a stream makes few objects and large buffers,
 * so that the engine by itself would let the buffers pile up. Does nothing where the process was not started with `--expose-gc`.
 */
export function createStreamMeter(collect = globalThis.gc): (bytes: number) => void {
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < COLLECTED_BYTES) return;
    since = 0;
    collect?.({ type: 'minor' });
  };
}
