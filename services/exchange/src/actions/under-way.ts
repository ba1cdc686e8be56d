import type { Metrics } from '@simpul/telemetry';

/** Counts exchanges that are under way, for which a node that stops waits. */
export class UnderWay {
  readonly #gauge: Metrics['exchangesOpen'];
  #count = 0;
  #drained: (() => void) | undefined;

  constructor(gauge: Metrics['exchangesOpen']) {
    this.#gauge = gauge;
  }

  begin(): void {
    this.#count++;
    this.#gauge.inc();
  }

  end(): void {
    this.#count--;
    this.#gauge.dec();
    if (this.#count === 0) this.#drained?.();
  }

  /** Resolves once none is under way, or after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cut = setTimeout(resolve, timeoutMs);
      this.#drained = () => {
        clearTimeout(cut);
        resolve();
      };
    });
  }
}
