import { type LogStore, openSqliteLogStore } from '@simpul/store';

/** Logs of this thread, opened to be read when they are first asked for; of many only those asked for last stay open. */
export class OpenStores {
  readonly #limit: number;
  /** The one asked for last is last. */
  readonly #open = new Map<string, LogStore>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws SimpulError `STORE.FAILED`, `STORE.NEWER` */
  of(file: string): LogStore {
    const store = this.#open.get(file) ?? openSqliteLogStore({ file, readOnly: true });
    this.#open.delete(file);
    this.#open.set(file, store);
    for (const [oldest, opened] of this.#open) {
      if (this.#open.size <= this.#limit) break;
      this.#open.delete(oldest);
      // Has done all its work when it returns, as every method of this store.
      void opened.close();
    }
    return store;
  }

  /** A store that is opened anew whenever it is needed: for whoever keeps it long. */
  lasting(file: string): LogStore {
    return new Proxy({} as LogStore, {
      get: (_, name: keyof LogStore) => {
        const store = this.of(file);
        return store[name].bind(store);
      },
    });
  }

  /** Closes one, until it is asked for again. */
  async release(file: string): Promise<void> {
    await this.#open.get(file)?.close();
    this.#open.delete(file);
  }

  async close(): Promise<void> {
    for (const store of this.#open.values()) await store.close();
    this.#open.clear();
  }
}
