/**
 * Counts bytes that stream through, and has the young generation collected now and then. A stream makes few objects
 * and large buffers: by itself the engine would let the buffers pile up, and then look through the whole heap, again and
 * again, for what the young generation alone would have given back. Does nothing where the process was not started with
 * `--expose-gc`.
 * @param every - bytes between two collections
 */
export function createStreamMeter(every: number, collect = globalThis.gc): (bytes: number) => void {
  let since = 0;
  return (bytes) => {
    since += bytes;
    if (since < every) return;
    since = 0;
    collect?.({ type: 'minor' });
  };
}
