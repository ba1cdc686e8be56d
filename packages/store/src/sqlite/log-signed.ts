import type { LogCheckpoint, LogIdentity, LogTile } from '../log-store.ts';
import type { LogConnection } from './log-connection.ts';
import { storeFailed } from './sqlite-error.ts';

/** The log's identity, its last checkpoint and the tiles under it. */
export class LogSigned {
  readonly #connection: LogConnection;

  constructor(connection: LogConnection) {
    this.#connection = connection;
  }

  establish({ name, origin, created }: LogIdentity): LogIdentity {
    this.#connection.transaction(() => {
      if (this.identity() !== undefined) return;
      this.#connection.run(
        'INSERT INTO identity (one, name, origin, created) VALUES (1, ?, ?, ?)',
        name,
        origin,
        created,
      );
    });
    return this.identity() ?? { name, origin, created };
  }

  identity(): LogIdentity | undefined {
    const row = this.#connection.get('SELECT name, origin, created FROM identity');
    if (row === undefined) return undefined;
    return { name: String(row['name']), origin: String(row['origin']), created: Number(row['created']) };
  }

  tile(level: number, n: number): Uint8Array | undefined {
    const row = this.#connection.get('SELECT hashes FROM tile WHERE level = ? AND n = ?', level, n);
    return row?.['hashes'] as Uint8Array | undefined;
  }

  putTiles(tiles: readonly LogTile[]): void {
    this.#connection.transaction(() => this.#insertTiles(tiles));
  }

  putCheckpoint({ size, note, tiles }: LogCheckpoint & { readonly tiles: readonly LogTile[] }): void {
    this.#connection.transaction(() => {
      const standing = this.checkpoint()?.size ?? 0;
      if (size < standing) throw storeFailed(`a checkpoint of size ${size} cannot follow one of size ${standing}`);
      this.#insertTiles(tiles);
      this.#connection.run(
        `INSERT INTO checkpoint (one, size, note) VALUES (1, ?, ?)
         ON CONFLICT (one) DO UPDATE SET size = excluded.size, note = excluded.note`,
        size,
        note,
      );
    });
  }

  checkpoint(): LogCheckpoint | undefined {
    const row = this.#connection.get('SELECT size, note FROM checkpoint');
    return row === undefined ? undefined : { size: Number(row['size']), note: String(row['note']) };
  }

  putVerifierKeys(vkeys: readonly string[]): void {
    this.#connection.transaction(() => {
      this.#connection.run('DELETE FROM verifier_key');
      for (const [place, vkey] of vkeys.entries()) {
        this.#connection.run('INSERT INTO verifier_key (place, vkey) VALUES (?, ?)', place, vkey);
      }
    });
  }

  verifierKeys(): string[] {
    return this.#connection.all('SELECT vkey FROM verifier_key ORDER BY place').map((row) => String(row['vkey']));
  }

  #insertTiles(tiles: readonly LogTile[]): void {
    for (const { level, n, hashes } of tiles) {
      this.#connection.run(
        `INSERT INTO tile (level, n, hashes) VALUES (?, ?, ?)
         ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes`,
        level,
        n,
        hashes,
      );
    }
  }
}
