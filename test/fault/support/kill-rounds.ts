import { type LaunchedSimpul, launchSimpul } from '@simpul/testing';
import { join } from 'node:path';
import { Pool, request } from 'undici';
import type { CheckedLog } from '../../log-checker/check-log.mjs';
import { openAnsweredList } from './answered-list.ts';
import { downloadLog, findLog, type PublicLog, readCheckpoint, type Seen } from './download-log.ts';
import { exchangeLeaves } from './exchange-leaves.ts';
import { type HeldAgency, type SeenExchange, startHeldAgency } from './held-agency.ts';
import { callOnce, type CallEnd, startLoad } from './load-client.ts';
import { writeOpenRegion } from './open-region.ts';
import { until } from './until.ts';

/** What is known from outside about rounds of load, `kill -9` and restart. */
export interface KillEvidence {
  /** The client's fsynced list. */
  readonly answered: readonly string[];
  /** Calls whose connection ended before an answer. */
  readonly aborted: readonly string[];
  readonly refused: readonly CallEnd[];
  readonly dispatched: ReadonlyMap<string, SeenExchange>;
  /** For each kill the exchanges that the agency had and had not answered. */
  readonly openAtKill: readonly (readonly string[])[];
  /** Checkpoints that the client saw while the bus ran. */
  readonly checkpoints: readonly Seen[];
  /** The log at the end. */
  readonly log: CheckedLog;
}

const CONNECTIONS = 64;
/** Answers before a kill: so many at least, and up to so many more, another number each round. */
const LEAST_ANSWERS = 40;
const MORE_ANSWERS = 400;
const STEP = 97;
/** The agency answers after 20 to 60 ms, so that exchanges are in all their steps at once. */
const LEAST_DELAY_MS = 20;
const MORE_DELAY_MS = 40;
const RECOVERY_MS = 30_000;

/** Kills the bus `rounds` times under load on one data folder and collects what client, agency and log then hold. */
export async function runKillRounds(rounds: number, folder: string): Promise<KillEvidence> {
  const agency = await startHeldAgency(() => LEAST_DELAY_MS + Math.random() * MORE_DELAY_MS);
  const up = { region: writeOpenRegion(folder, agency.url), data: join(folder, 'data') };
  const list = openAnsweredList(join(folder, 'answered'));
  const ends: CallEnd[] = [];
  const checkpoints: Seen[] = [];
  const openAtKill: string[][] = [];
  const onEnd = (end: CallEnd): void => {
    if (end.kind === 'answered') list.add(end.exchange);
    else ends.push(end);
  };

  let simpul: LaunchedSimpul | undefined;
  try {
    simpul = await launchSimpul(up);
    const { port } = simpul;
    const log = await findLog(simpul.url);
    for (let round = 0; round < rounds; round += 1) {
      const least = LEAST_ANSWERS + ((round * STEP) % MORE_ANSWERS);
      openAtKill.push(await killUnderLoad({ simpul, agency, least, onEnd, log, checkpoints }));
      simpul = await launchSimpul({ ...up, port });
      await untilRecovered(simpul, log, agency, join(folder, `log-${round}`));
    }
    await callAfterwards(simpul.url, onEnd);
    const last = await untilRecovered(simpul, log, agency, join(folder, 'log'));
    return {
      answered: list.read(),
      aborted: ends.filter(({ kind }) => kind === 'aborted').map(({ call }) => call),
      refused: ends.filter(({ kind }) => kind === 'refused'),
      dispatched: agency.dispatched,
      openAtKill,
      checkpoints,
      log: last,
    };
  } finally {
    list.close();
    await simpul?.stop();
    await agency.stop();
  }
}

interface KillOptions {
  readonly simpul: LaunchedSimpul;
  readonly agency: HeldAgency;
  readonly least: number;
  readonly onEnd: (end: CallEnd) => void;
  readonly log: PublicLog;
  /** Gets the checkpoints that were seen. */
  readonly checkpoints: Seen[];
}

/** @returns what the agency had open when the signal was sent: the exchange that had just arrived is among it. */
async function killUnderLoad(options: KillOptions): Promise<string[]> {
  const { simpul, agency, least, onEnd, log, checkpoints } = options;
  let answers = 0;
  let killed: { readonly open: string[]; readonly ended: Promise<void> } | undefined;
  agency.onArrival = () => {
    if (killed === undefined && answers >= least) killed = { open: [...agency.open], ended: simpul.kill() };
  };
  const load = startLoad({
    url: simpul.url,
    connections: CONNECTIONS,
    onEnd(end) {
      if (end.kind === 'answered') answers += 1;
      onEnd(end);
    },
  });
  const { open, ended } = await until('a kill', RECOVERY_MS, async () => {
    const seen = await readCheckpoint(log).catch(() => undefined);
    if (seen !== undefined) checkpoints.push(seen);
    return killed;
  });
  agency.onArrival = undefined;
  await Promise.all([ended, load.stop()]);
  return open;
}

/** Looks until the bus is ready and its log, checked as a whole, holds a leaf of every exchange that the agency saw. */
async function untilRecovered(
  simpul: LaunchedSimpul,
  log: PublicLog,
  agency: HeldAgency,
  folder: string,
): Promise<CheckedLog> {
  await until('ready again', RECOVERY_MS, async () => {
    const { statusCode, body } = await request(`${simpul.url}/readyz`);
    await body.dump();
    return statusCode === 200 ? true : undefined;
  });
  return until('a leaf of every exchange', RECOVERY_MS, async () => {
    const checked = await downloadLog(log, folder);
    const ids = new Set(exchangeLeaves(checked.leaves).map(({ id }) => id));
    return [...agency.dispatched.keys()].every((id) => ids.has(id)) ? checked : undefined;
  });
}

/** The recovered bus does its work. */
async function callAfterwards(url: string, onEnd: (end: CallEnd) => void): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const ends = await Promise.all(Array.from({ length: CONNECTIONS }, () => callOnce(pool)));
  await pool.destroy();
  const failed = ends.filter(({ kind }) => kind !== 'answered');
  if (failed.length > 0) throw new Error(`after the last restart: ${JSON.stringify(failed[0])}`);
  ends.forEach(onEnd);
}
