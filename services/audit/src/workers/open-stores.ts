import type { LogStore } from '@simpul/store';
import { LogOpener } from '../places/log-opener.ts';
import { type LogPlace, nameOfPlace } from '../places/log-place.ts';

/** Logs of this thread, opened to be read when they are first asked for; of many files only those asked for last stay open. */
export class OpenStores {
  readonly #limit: number;
  readonly #opener = new LogOpener();
  /** The one asked for last is last. */
  readonly #open = new Map<string, Promise<LogStore>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws SimpulError `STORE.FAILED`, `STORE.NEWER` */
  of(place: LogPlace): Promise<LogStore> {
    const name = nameOfPlace(place);
    const store = this.#open.get(name) ?? this.#opener.open(place, { readOnly: true });
    this.#open.delete(name);
    this.#open.set(name, store);
    store.catch(() => this.#open.delete(name));
    // Logs of a database share a connection, so nothing is won by closing them.
    if (place.kind === 'sqlite') this.#closeOldest();
    return store;
  }

  /** A store that is opened anew whenever it is needed: for whoever keeps it long. */
  lasting(place: LogPlace): LogStore {
    return new Proxy({} as LogStore, {
      get:
        (_, name: keyof LogStore) =>
        async (...parameters: unknown[]): Promise<unknown> => {
          const store = await this.of(place);
          return (store[name] as (...given: unknown[]) => unknown).apply(store, parameters);
        },
    });
  }

  /** Closes one, until it is asked for again. */
  async release(place: LogPlace): Promise<void> {
    const store = this.#open.get(nameOfPlace(place));
    this.#open.delete(nameOfPlace(place));
    await (await store)?.close();
  }

  async close(): Promise<void> {
    const stores = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const opened of stores) if (opened.status === 'fulfilled') await opened.value.close();
    await this.#opener.close();
  }

  #closeOldest(): void {
    for (const [oldest, opened] of this.#open) {
      if (this.#open.size <= this.#limit) break;
      this.#open.delete(oldest);
      // Has done all its work when it returns, as every method of this store; one that did not open has nothing to close.
      void opened.then((store) => store.close()).catch(() => undefined);
    }
  }
}
