import { setTimeout as wait } from 'node:timers/promises';

/** Shortest pause between two pieces of work, milliseconds: what waits for the thread goes first. */
const MIN_PAUSE_MS = 2;

/** Keeps background work to a share of one core: it works, then pauses in proportion. */
export class Pace {
  readonly #share: number;
  readonly #stop = new AbortController();

  /** @param share of one core, above 0 and below 1 */
  constructor(share: number) {
    this.#share = share;
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Does a piece of work and pauses. */
  async work<T>(piece: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await piece();
    const worked = performance.now() - startedAt;
    await this.pause(Math.max(MIN_PAUSE_MS, worked / this.#share - worked));
    return result;
  }

  /** Waits; at once when it is stopped. @param ms milliseconds */
  async pause(ms: number): Promise<void> {
    // Rejects only when it is stopped.
    await wait(ms, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
  }

  stop(): void {
    this.#stop.abort();
  }
}
