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

/** So many, and not in step, that every batch of the journal has intents that are new: one that cannot be written is refused. */
const CONNECTIONS = 8;
const AGENCY_MS = 20;
/** Writes of pages and their headers for which there is space: enough for a start and some dozens of exchanges. */
const WRITES = { audit: 600, exchange: 200 } as const;
const WITHIN_MS = 120_000;

let folder: TemporaryFolder;
let agency: HeldAgency;
let running: LaunchedSimpul | undefined;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  if (running !== undefined && running.process.exitCode === null) await running.kill();
  await agency.stop();
  folder.remove();
});

type Up = Parameters<typeof launchSimpul>[0];

/** Starts the bus where the disk of one of its stores is full after so many writes. @returns how it starts again on that folder */
async function startOnFullDisk(service: keyof typeof WRITES): Promise<Up> {
  const data = join(folder.path, 'data');
  const up = { region: writeOpenRegion(folder.path, agency.url), data };
  const paths = [`store/${service}.sqlite`, `store/${service}.sqlite-wal`].map((file) => join(data, file));
  const inject = `pwrite64:error=ENOSPC:when=${WRITES[service]}+`;
  running = await launchSimpul({ ...up, prefix: strace({ paths, inject, trace: join(folder.path, 'trace') }) });
  return { ...up, port: running.port };
}

function ended(simpul: LaunchedSimpul): Promise<number> {
  return until('the end of the bus', WITHIN_MS, () => Promise.resolve(simpul.process.exitCode ?? undefined));
}

/** Puts a load on the bus until it ends. */
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

/** Begins one exchange after the other, which the agency all holds, until one is refused: only intents are written meanwhile. */
async function beginUntilRefused(simpul: LaunchedSimpul): Promise<{ refusal: CallEnd; begun: Promise<CallEnd>[] }> {
  const pool = new Pool(simpul.url);
  const begun: Promise<CallEnd>[] = [];
  for (;;) {
    const arrived = new Promise<undefined>((arrive) => (agency.onArrival = () => arrive(undefined)));
    const call = callOnce(pool);
    const refusal = await Promise.race([arrived, call]);
    if (refusal !== undefined) return { refusal, begun };
    begun.push(call);
  }
}

/** Starts where there is space again, calls once, and waits until every exchange that the agency saw has its leaf. */
async function recover(up: Up, seen: readonly Seen[]): Promise<ExchangeLeaf[]> {
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

/** What was answered is closed, once; what the agency saw and nobody was answered is not lost either. */
function assertKept(leaves: readonly ExchangeLeaf[], answered: readonly string[]): string[] {
  const ids = leaves.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(answered.filter((id) => !ids.includes(id))).toEqual([]);
  const interrupted = leaves.filter(({ type }) => type === 'exchange.interrupted').map(({ id }) => id);
  expect(interrupted.filter((id) => answered.includes(id))).toEqual([]);
  return interrupted;
}

const answeredOf = (ends: readonly CallEnd[]): string[] =>
  ends.flatMap((end) => (end.kind === 'answered' ? [end.exchange] : []));

(canInject() ? describe : describe.skip)('a bus whose disk is full', () => {
  it('fault 6: exchanges are refused while the store of audit has no space, and closed once it has again', async () => {
    agency = await startHeldAgency(() => AGENCY_MS);
    const up = await startOnFullDisk('audit');
    const simpul = running as LaunchedSimpul;
    const { ends, seen } = await callUntilFull(simpul);
    expect(simpul.process.exitCode).not.toBe(0);
    const answered = answeredOf(ends);
    const refused = ends.flatMap((end) => (end.kind === 'refused' ? [end] : []));
    expect(answered.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter(({ status }) => status !== 503)).toEqual([]);

    const interrupted = assertKept(await recover(up, seen), answered);
    const counts = `${answered.length} answered, ${refused.length} refused, ${interrupted.length} interrupted`;
    process.stdout.write(`audit full: ${counts}\n`);
  });

  it('fault 6: exchanges are refused while the journal of intents has no space, and those begun before are answered', async () => {
    agency = await startHeldAgency();
    const up = await startOnFullDisk('exchange');
    const simpul = running as LaunchedSimpul;
    const seen = [await readCheckpoint(await findLog(simpul.url))];
    const { refusal, begun } = await beginUntilRefused(simpul);
    expect(refusal).toMatchObject({ kind: 'refused', status: 503 });
    expect(agency.dispatched.size).toBe(begun.length);

    agency.release();
    const ends = await Promise.all(begun);
    expect(ends.filter(({ kind }) => kind !== 'answered')).toEqual([]);
    expect(await ended(simpul)).not.toBe(0);
    expect(assertKept(await recover(up, seen), answeredOf(ends))).toEqual([]);
    process.stdout.write(`journal full: ${begun.length} answered, 1 refused\n`);
  });
});
