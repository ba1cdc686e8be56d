import { cpSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { readCheckpoint, type Seen } from '../../support/download-log.ts';
import { appendAll } from './append-all.ts';
import { logAt, untilSigned, type VerifiableLog } from './published-log.ts';
import { createSource, type Source } from './source.ts';
import { startLogServer } from './start-log-server.ts';
import { logFile } from './tamper.ts';

/** A log that was filled and stopped in good order, to be copied and tampered with. */
export interface TrueLog {
  readonly folder: string;
  /** By address of a server that has ended: its port is to be given to the next one. */
  readonly log: VerifiableLog;
  readonly port: number;
  /** Ids of its leaves, by their indexes. */
  readonly ids: readonly string[];
  readonly head: Seen;
  /** Made its leaves, and goes on. */
  readonly source: Source;
}

export interface TrueLogOptions {
  readonly folder: string;
  readonly batches: number;
  /** Leaves in a batch. */
  readonly leaves: number;
}

/** Makes a log of batches that are equally large. */
export async function makeTrueLog({ folder, batches, leaves }: TrueLogOptions): Promise<TrueLog> {
  const source = createSource('gerbang');
  const server = await startLogServer({ folder });
  const ids: string[] = [];
  for (let n = 0; n < batches; n += 1) ids.push(...(await appendAll(server, source.next(leaves))));
  const log = await logAt(server.url);
  await untilSigned(log, batches * leaves);
  const head = await readCheckpoint(log);
  await server.stop();
  return { folder, log, port: server.port, ids, head, source };
}

/** Copies a log's folder, which nobody has open. */
export function copyLog(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

/** Puts the leaves of a true log, byte for byte, in the place of what a copy of it holds of them. */
export function refill(folder: string, { folder: from }: Pick<TrueLog, 'folder'>): void {
  const database = new DatabaseSync(logFile(folder));
  database.prepare('ATTACH DATABASE ? AS true_log').run(logFile(from));
  for (const { name } of database.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'trigger'").all()) {
    database.exec(`DROP TRIGGER ${String(name)}`);
  }
  for (const table of ['batch', 'side_cars', 'leaf_id'])
    database.exec(`INSERT OR REPLACE INTO main.${table} SELECT * FROM true_log.${table}`);
  database.close();
}
