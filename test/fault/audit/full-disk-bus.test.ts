import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LaunchedSimpul, launchSimpul, temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { Pool } from 'undici';
import { downloadLog, findLog, readCheckpoint, type Seen } from '../support/download-log.ts';
import { type ExchangeLeaf, exchangeLeaves } from '../support/exchange-leaves.ts';
import { type HeldAgency, startHeldAgency } from '../support/held-agency.ts';
import { callOnce, type CallEnd, startLoad } from '../support/load-client.ts';
import { writeOpenRegion } from '../support/open-region.ts';
import { until } from '../support/until.ts';
import { assertContinues } from './support/check-log.ts';
import { canInject, strace } from './support/strace.ts';

const CONNECTIONS = 8;
const AGENCY_MS = 20;
/** Writes of pages and their headers for which there is space: enough for a start and some dozens of exchanges. */
const WRITES = 600;
const WITHIN_MS = 120_000;

let folder: TemporaryFolder;
let agency: HeldAgency;
let running: LaunchedSimpul | undefined;

beforeEach(async () => {
  folder = temporaryFolder();
  agency = await startHeldAgency(() => AGENCY_MS);
});

afterEach(async () => {
  if (running !== undefined && running.process.exitCode === null) await running.kill();
  await agency.stop();
  folder.remove();
});

/** Puts a load on the bus until it ends because the disk of one of its stores is full. */
async function callUntilFull(simpul: LaunchedSimpul): Promise<{ ends: CallEnd[]; seen: Seen[] }> {
  const ends: CallEnd[] = [];
  const seen: Seen[] = [];
  const log = await findLog(simpul.url);
  const load = startLoad({ url: simpul.url, connections: CONNECTIONS, onEnd: (end) => ends.push(end) });
  await until('the end of the bus', WITHIN_MS, async () => {
    const checkpoint = await readCheckpoint(log).catch(() => undefined);
    if (checkpoint !== undefined) seen.push(checkpoint);
    return simpul.process.exitCode ?? undefined;
  });
  await load.stop();
  return { ends, seen };
}

/** Starts where there is space again, calls once, and waits until every exchange that the agency saw has its leaf. */
async function recover(up: Parameters<typeof launchSimpul>[0], seen: readonly Seen[]): Promise<ExchangeLeaf[]> {
  running = await launchSimpul(up);
  const pool = new Pool(running.url, { connections: 1 });
  expect(await callOnce(pool)).toMatchObject({ kind: 'answered' });
  await pool.close();
  const log = await findLog(running.url);
  const checked = await until('a leaf of every exchange', WITHIN_MS, async () => {
    const found = await downloadLog(log, join(folder.path, 'log'));
    const ids = new Set(exchangeLeaves(found.leaves).map(({ id }) => id));
    return [...agency.dispatched.keys()].every((id) => ids.has(id)) ? found : undefined;
  });
  assertContinues(checked, seen);
  expect(await running.stop()).toBe(0);
  return exchangeLeaves(checked.leaves);
}

(canInject() ? describe : describe.skip)('a bus whose disk is full', () => {
  it.each(['audit', 'exchange'])(
    'fault 6: exchanges are refused while the store of %s has no space, and closed once it has again',
    async (service) => {
      const data = join(folder.path, 'data');
      const up = { region: writeOpenRegion(folder.path, agency.url), data };
      const paths = [`store/${service}.sqlite`, `store/${service}.sqlite-wal`].map((file) => join(data, file));
      const inject = `pwrite64:error=ENOSPC:when=${WRITES}+`;
      running = await launchSimpul({
        ...up,
        prefix: strace({ paths, inject, trace: join(folder.path, 'trace') }),
      });
      const { port } = running;
      const { ends, seen } = await callUntilFull(running);
      expect(running.process.exitCode).not.toBe(0);
      const answered = ends.flatMap((end) => (end.kind === 'answered' ? [end.exchange] : []));
      const refused = ends.flatMap((end) => (end.kind === 'refused' ? [end] : []));
      expect(answered.length).toBeGreaterThan(0);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.filter(({ status }) => status !== 503)).toEqual([]);

      const leaves = await recover({ ...up, port }, seen);
      const ids = leaves.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(answered.filter((id) => !ids.includes(id))).toEqual([]);
      // What was answered is closed; what the agency saw and nobody was answered is not lost either.
      const interrupted = leaves.filter(({ type }) => type === 'exchange.interrupted').map(({ id }) => id);
      expect(interrupted.filter((id) => answered.includes(id))).toEqual([]);
      process.stdout.write(
        `${service} full: ${answered.length} answered, ${refused.length} refused, ${interrupted.length} interrupted\n`,
      );
    },
  );
});
