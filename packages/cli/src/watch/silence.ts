import type { Look } from './check-log.ts';

/** Looks in a row that may fail before it is said: a restart takes less. */
const FAILED_LOOKS = 3;
/** A log without a new checkpoint for so long is said to stand still, ms: the bus records that it lives much more often. */
const STANDSTILL_MS = 3_600_000;

/** Says what is not heard of any more, once, and when it is back. */
export class SilenceWatch {
  readonly #say: { note(text: string): void };
  readonly #missed = new Map<string, { looks: number; since: number }>();
  readonly #still = new Set<string>();

  constructor(say: { note(text: string): void }) {
    this.#say = say;
  }

  /** A look could not be taken, or not fully. */
  missed(
    log: string,
    { error, now, atOnce }: { readonly error: Error; readonly now: number; readonly atOnce: boolean },
  ): void {
    const { looks, since } = this.#missed.get(log) ?? { looks: 0, since: now };
    this.#missed.set(log, { looks: looks + 1, since });
    if (atOnce || looks + 1 === FAILED_LOOKS) {
      this.#say.note(`${log} could not be checked since ${new Date(since).toISOString()}: ${error.message}`);
    }
  }

  /** A look was taken. */
  saw({ log, changed, previous, closed }: Look & { readonly closed: boolean }, now: number): void {
    const missed = this.#missed.get(log);
    this.#missed.delete(log);
    if (missed !== undefined && missed.looks >= FAILED_LOOKS) this.#say.note(`${log} can be checked again`);
    if (changed) {
      this.#still.delete(log);
      return;
    }
    const seen = previous?.seen ?? now;
    if (closed || this.#still.has(log) || now - seen < STANDSTILL_MS) return;
    this.#still.add(log);
    this.#say.note(`${log} shows no new checkpoint since ${new Date(seen).toISOString()}`);
  }
}
