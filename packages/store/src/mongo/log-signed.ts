import { SimpulError, STORE } from '@simpul/errors';
import { Binary } from 'mongodb';
import type { LogCheckpoint, LogIdentity, LogTile } from '../log-store.ts';
import type { LogDatabase } from './log-database.ts';
import { isDuplicate } from './mongo-error.ts';

interface StoredTile {
  /** `level/n`. */
  readonly _id: string;
  readonly hashes: Binary;
}

/** What there is once in a log: `identity`, `checkpoint`, `signed` and `keys`, each with its own members. */
interface Fact extends Partial<LogIdentity>, Partial<LogCheckpoint> {
  readonly _id: 'identity' | 'checkpoint' | 'signed' | 'keys';
  readonly vkeys?: readonly string[];
}

/** The log's identity, its last checkpoint and the tiles under it. */
export class LogSigned {
  readonly #database: LogDatabase;

  constructor(database: LogDatabase) {
    this.#database = database;
  }

  async establish({ name, origin, created }: LogIdentity): Promise<LogIdentity> {
    await this.#database.on<Fact, void>('facts', async (facts) => {
      try {
        await facts.insertOne({ _id: 'identity', name, origin, created });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    });
    return (await this.identity()) ?? { name, origin, created };
  }

  async identity(): Promise<LogIdentity | undefined> {
    const { name, origin, created } = (await this.#fact('identity')) ?? {};
    if (name === undefined || origin === undefined || created === undefined) return undefined;
    return { name, origin, created };
  }

  async tile(level: number, n: number): Promise<Uint8Array | undefined> {
    const found = await this.#database.on<StoredTile, StoredTile | null>('tiles', (tiles) =>
      tiles.findOne({ _id: `${level}/${n}` }),
    );
    return found === null ? undefined : new Uint8Array(found.hashes.buffer.slice(0, found.hashes.position));
  }

  async putTiles(tiles: readonly LogTile[]): Promise<void> {
    if (tiles.length === 0) return;
    const writes = tiles.map(({ level, n, hashes }) => ({
      replaceOne: {
        filter: { _id: `${level}/${n}` },
        replacement: { hashes: new Binary(hashes) },
        upsert: true,
      },
    }));
    await this.#database.on<StoredTile, unknown>('tiles', (collection) => collection.bulkWrite(writes));
  }

  // Tiles first: whoever sees the checkpoint sees them.
  async putCheckpoint({ size, note, tiles }: LogCheckpoint & { readonly tiles: readonly LogTile[] }): Promise<void> {
    const standing = (await this.checkpoint())?.size ?? 0;
    if (size < standing) throw smaller(size, standing);
    await this.putTiles(tiles);
    if (!(await this.#putNote('checkpoint', { size, note }))) throw smaller(size, standing);
  }

  checkpoint(): Promise<LogCheckpoint | undefined> {
    return this.#note('checkpoint');
  }

  async putSigned(checkpoint: LogCheckpoint): Promise<void> {
    await this.#putNote('signed', checkpoint);
  }

  signed(): Promise<LogCheckpoint | undefined> {
    return this.#note('signed');
  }

  async putVerifierKeys(vkeys: readonly string[]): Promise<void> {
    await this.#database.on<Fact, unknown>('facts', (facts) =>
      facts.replaceOne({ _id: 'keys' }, { vkeys: [...vkeys] }, { upsert: true }),
    );
  }

  async claimVerifierKeys(vkeys: readonly string[]): Promise<string[]> {
    await this.#database.on<Fact, void>('facts', async (facts) => {
      try {
        await facts.insertOne({ _id: 'keys', vkeys: [...vkeys] });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    });
    return this.verifierKeys();
  }

  async verifierKeys(): Promise<string[]> {
    return [...((await this.#fact('keys'))?.vkeys ?? [])];
  }

  /** @returns false if a greater one stands */
  async #putNote(id: 'checkpoint' | 'signed', { size, note }: LogCheckpoint): Promise<boolean> {
    return this.#database.on<Fact, boolean>('facts', async (facts) => {
      try {
        // Where a greater one stands nothing matches, and the insert finds its place taken.
        await facts.updateOne({ _id: id, size: { $lte: size } }, { $set: { size, note } }, { upsert: true });
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return false;
      }
    });
  }

  async #note(id: 'checkpoint' | 'signed'): Promise<LogCheckpoint | undefined> {
    const { size, note } = (await this.#fact(id)) ?? {};
    return size === undefined || note === undefined ? undefined : { size, note };
  }

  #fact(id: Fact['_id']): Promise<Fact | null> {
    return this.#database.on<Fact, Fact | null>('facts', (facts) => facts.findOne({ _id: id }));
  }
}

function smaller(size: number, standing: number): SimpulError {
  const reason = `a checkpoint of size ${size} cannot follow one of size ${standing}`;
  return new SimpulError(STORE.FAILED, { params: { reason } });
}
