import { type LaunchedSimpul, launchSimpul, startFakeAgency } from '@simpul/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool, request } from 'undici';
import { findLog, type PublicLog } from '../../fault/support/download-log.ts';
import { callOnce } from '../../fault/support/load-client.ts';
import { CONSUMER, writeOpenRegion } from '../../fault/support/open-region.ts';
import { until } from '../../fault/support/until.ts';

const CONNECTIONS = 16;
/** Until a checkpoint covers what was answered, milliseconds. */
const PUBLISHED_WITHIN_MS = 30_000;

/** A real bus with one agency, to whose log a test adds. */
export interface BusyBus {
  readonly log: PublicLog;
  /**
   * Makes so many exchanges and waits until the published checkpoint covers them.
   * @returns a file with that checkpoint
   */
  exchange(count: number): Promise<string>;
  /** Stops the bus and starts it again, with other arguments, on the same data. */
  restart(args: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a bus in a folder. */
export async function startBusyBus(folder: string): Promise<BusyBus> {
  const agency = await startFakeAgency();
  const up = { region: writeOpenRegion(folder, agency.url), data: join(folder, 'data') };
  let simpul: LaunchedSimpul = await launchSimpul(up);
  const { url, port } = simpul;
  const log = await findLog(url);
  const kept = join(folder, 'checkpoints');
  mkdirSync(kept);

  return {
    log,
    async exchange(count) {
      const pool = new Pool(url, { connections: CONNECTIONS });
      const ends = await Promise.all(Array.from({ length: count }, () => callOnce(pool)));
      await pool.close();
      for (const end of ends) {
        if (end.kind !== 'answered') throw new Error(JSON.stringify(end));
        // By its receipt, not by the log's size: a start and an end leave leaves too.
        await until(`a checkpoint over ${end.exchange}`, PUBLISHED_WITHIN_MS, () => isPublished(url, end.exchange));
      }
      const note = await readNote(log.url);
      const file = join(kept, String(sizeOf(note)));
      writeFileSync(file, note);
      return file;
    },
    async restart(args) {
      await simpul.stop();
      simpul = await launchSimpul({ ...up, port, args });
    },
    async stop() {
      await simpul.stop();
      await agency.stop();
    },
  };
}

async function isPublished(url: string, exchange: string): Promise<true | undefined> {
  const { statusCode, body } = await request(`${url}/audit/v1/receipts/${exchange}`, {
    headers: { 'X-Road-Client': CONSUMER },
  });
  const text = await body.text();
  if (statusCode !== 200 && statusCode !== 202) throw new Error(`a receipt was answered ${statusCode}: ${text}`);
  return statusCode === 200 ? true : undefined;
}

/** Reads the published checkpoint, verbatim. */
export async function readNote(log: string): Promise<string> {
  const { statusCode, body } = await request(`${log}/checkpoint`);
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${log}/checkpoint answered ${statusCode}: ${text}`);
  return text;
}

/** Size that a checkpoint states. */
export function sizeOf(note: string): number {
  return Number(note.split('\n', 2)[1]);
}
