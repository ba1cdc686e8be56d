import {
  connectMongo,
  type LogStore,
  type MongoConnection,
  openMongoLogStore,
  openSqliteLogStore,
  type SharedLogStore,
} from '@simpul/store';
import { OUTAGE_AFTER_MS } from '../config.ts';
import type { LogPlace, SharedPlace } from './log-place.ts';

export interface OpenOptions {
  readonly readOnly?: boolean;
}

/** Opens logs on this thread; those in one database share a connection. */
export class LogOpener {
  readonly #connections = new Map<string, Promise<MongoConnection>>();

  /**
   * Opens a log, wherever it lies.
   * @param readOnly nothing is written, and nothing made
   * @throws SimpulError `STORE.NEWER`, `STORE.FAILED`
   */
  async open(place: LogPlace, options: OpenOptions = {}): Promise<LogStore> {
    return place.kind === 'sqlite'
      ? openSqliteLogStore({ ...options, file: place.file })
      : this.openShared(place, options);
  }

  /** @throws SimpulError `STORE.NEWER`, `STORE.FAILED` */
  async openShared({ url, name }: SharedPlace, options: OpenOptions = {}): Promise<SharedLogStore> {
    return openMongoLogStore({ ...options, connection: await this.#connect(url), name });
  }

  /** Ends the connections, once the logs are closed. */
  async close(): Promise<void> {
    const connections = await Promise.allSettled(this.#connections.values());
    this.#connections.clear();
    for (const opened of connections) if (opened.status === 'fulfilled') await opened.value.close();
  }

  #connect(url: string): Promise<MongoConnection> {
    const standing = this.#connections.get(url);
    if (standing !== undefined) return standing;
    const connection = connectMongo(url, { tryMs: OUTAGE_AFTER_MS });
    this.#connections.set(url, connection);
    // The next one who asks tries again.
    connection.catch(() => this.#connections.delete(url));
    return connection;
  }
}
