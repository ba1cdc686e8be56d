import type { SourceState } from './source-state.ts';

/** Longest time between two leaves of a source that has begun and not ended, milliseconds (`node.idle`). */
export const IDLE_MS = 60_000;
/** Time without a leaf after which a source counts as silent: three missed ones, milliseconds. */
export const SILENT_MS = 3 * IDLE_MS;
/** A longer time between two looks means that this process slept, milliseconds: nobody was heard then. */
const ASLEEP_MS = 10_000;

/**
 * Finds sources that have begun, have not ended, and send nothing. Only time counts in which this process was awake and
 * listening, so that a restart or a pause of the log itself accuses nobody.
 */
export class SilenceWatch {
  readonly #uptime: () => number;
  readonly #heard = new Map<string, number>();
  #lookedAt: number;
  #listeningSince: number;

  /** @param uptime milliseconds that only go forward */
  constructor(uptime: () => number) {
    this.#uptime = uptime;
    this.#lookedAt = uptime();
    this.#listeningSince = this.#lookedAt;
  }

  /** Call it at each look for new leaves, before they are read. */
  look(): void {
    const now = this.#uptime();
    if (now - this.#lookedAt > ASLEEP_MS) this.#listeningSince = now;
    this.#lookedAt = now;
  }

  /** A leaf of a source was read. */
  heard({ node, boot }: { readonly node: string; readonly boot: string }): void {
    this.#heard.set(`${node}/${boot}`, this.#lookedAt);
  }

  /** Those that are newly silent, and for how long, milliseconds. Forgets those that have ended. */
  silent(sources: Iterable<SourceState>): { readonly source: SourceState; readonly ms: number }[] {
    const found: { source: SourceState; ms: number }[] = [];
    const alive = new Map<string, number>();
    for (const source of sources) {
      if (!source.beats || source.ended !== undefined) continue;
      const key = `${source.node}/${source.boot}`;
      const heard = Math.max(this.#heard.get(key) ?? 0, this.#listeningSince);
      alive.set(key, heard);
      const ms = Math.floor(this.#lookedAt - heard);
      if (ms > SILENT_MS && !source.silent) found.push({ source, ms });
    }
    this.#heard.clear();
    for (const [key, heard] of alive) this.#heard.set(key, heard);
    return found;
  }
}
