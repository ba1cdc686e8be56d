import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LaunchedSimpul, launchSimpul, temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { downloadLog, findLog } from './support/download-log.ts';
import { type ExchangeLeaf, exchangeLeaves, idsOf } from './support/exchange-leaves.ts';
import { type HeldAgency, startHeldAgency } from './support/held-agency.ts';
import { callOnce, type CallEnd, startLoad } from './support/load-client.ts';
import { writeOpenRegion } from './support/open-region.ts';
import { until } from './support/until.ts';

/** Design 02: what is under way gets 25 s; a second signal within a second of the first is the same Ctrl-C. */
const STOP_WITHIN_MS = 25_000;
const SAME_SIGNAL_MS = 1000;
const SIGNAL_EVERY_MS = 100;
const CONNECTIONS = 64;
const LEAST_ANSWERS = 300;
const WAIT_MS = 30_000;

let folder: TemporaryFolder;
let agency: HeldAgency;
let running: LaunchedSimpul | undefined;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  agency.release();
  if (running !== undefined && running.process.exitCode === null) await running.kill();
  await agency.stop();
  folder.remove();
});

const dataFolder = (): string => join(folder.path, 'data');

async function launch(port = 0): Promise<LaunchedSimpul> {
  const region = writeOpenRegion(folder.path, agency.url);
  running = await launchSimpul({ region, data: dataFolder(), port });
  return running;
}

/** Starts again on the same data folder and reads the log, once a new exchange shows that it goes on. */
async function readLogOfNextStart(port: number): Promise<ExchangeLeaf[]> {
  const next = await launch(port);
  const pool = new Pool(next.url, { connections: 1 });
  const end = await callOnce(pool);
  await pool.close();
  if (end.kind !== 'answered') throw new Error(`the next start does not serve: ${JSON.stringify(end)}`);
  const log = await findLog(next.url);
  const leaves = await until('the new exchange in the log', WAIT_MS, async () => {
    const found = exchangeLeaves((await downloadLog(log, join(folder.path, 'log'))).leaves);
    return found.some(({ id }) => id === end.exchange) ? found : undefined;
  });
  await next.stop();
  return leaves.filter(({ id }) => id !== end.exchange);
}

async function signalUntilExit(simpul: LaunchedSimpul, ended: Promise<unknown>): Promise<void> {
  const again = setInterval(() => simpul.process.kill('SIGINT'), SIGNAL_EVERY_MS);
  await ended;
  clearInterval(again);
}

describe('SIGTERM under load', () => {
  it('ends in time with 0, answers or cleanly refuses every call, interrupts none, and loses nothing', async () => {
    agency = await startHeldAgency(() => 50 + Math.random() * 150);
    const simpul = await launch();
    const ends: CallEnd[] = [];
    const load = startLoad({ url: simpul.url, connections: CONNECTIONS, onEnd: (end) => ends.push(end) });
    await until('a warm load', WAIT_MS, async () => (ends.length >= LEAST_ANSWERS ? true : undefined));
    const before = agency.open.size;
    const signalledAt = performance.now();
    const code = await simpul.stop();
    const tookMs = performance.now() - signalledAt;
    await load.stop();

    expect({ code, inTime: tookMs < STOP_WITHIN_MS }).toEqual({ code: 0, inTime: true });
    expect(before).toBeGreaterThan(0);
    expect(existsSync(join(dataFolder(), 'run/endpoint.json'))).toBe(false);

    // A call that is refused finds its connection closed, and its exchange never began.
    const dispatchedCalls = new Set([...agency.dispatched.values()].map(({ call }) => call));
    const failed = ends.filter(({ kind }) => kind !== 'answered');
    expect(failed.filter(({ kind, call }) => kind !== 'aborted' || dispatchedCalls.has(call))).toEqual([]);
    const answered = ends.flatMap((end) => (end.kind === 'answered' ? [end.exchange] : []));
    expect(answered.toSorted()).toEqual([...agency.dispatched.keys()].toSorted());

    const leaves = await readLogOfNextStart(simpul.port);
    expect(idsOf(leaves, 'exchange.interrupted')).toEqual([]);
    expect(idsOf(leaves, 'exchange.closed').toSorted()).toEqual(answered.toSorted());
    process.stdout.write(
      `SIGTERM: ${answered.length} answered, ${failed.length} refused, stopped in ${Math.round(tookMs)} ms\n`,
    );
  });

  it('lets a call end that its provider answers late', async () => {
    agency = await startHeldAgency();
    const simpul = await launch();
    const pool = new Pool(simpul.url, { connections: 1 });
    const call = callOnce(pool);
    await until('the dispatch', WAIT_MS, async () => (agency.open.size > 0 ? true : undefined));
    const stopped = simpul.stop();
    await until('the stop', WAIT_MS, async () => (simpul.output().includes('Stopping') ? true : undefined));
    agency.release();
    expect(await call).toMatchObject({ kind: 'answered' });
    expect(await stopped).toBe(0);
    await pool.close();
  });
});

describe('Ctrl-C', () => {
  async function holdOneCall(): Promise<{ simpul: LaunchedSimpul; pool: Pool; call: Promise<CallEnd> }> {
    agency = await startHeldAgency();
    const simpul = await launch();
    const pool = new Pool(simpul.url, { connections: 1 });
    const call = callOnce(pool);
    await until('the dispatch', WAIT_MS, async () => (agency.open.size > 0 ? true : undefined));
    return { simpul, pool, call };
  }

  it('twice within a second is once: the call under way is still answered', async () => {
    const { simpul, pool, call } = await holdOneCall();
    const ended = once(simpul.process, 'exit');
    // As a terminal and a wrapper would: two signals for one key.
    simpul.process.kill('SIGINT');
    simpul.process.kill('SIGTERM');
    await until('the stop', WAIT_MS, async () => (simpul.output().includes('Stopping') ? true : undefined));
    agency.release();
    expect(await call).toMatchObject({ kind: 'answered' });
    expect(await ended).toEqual([0, null]);
    await pool.close();
  });

  it('again later than a second ends it at once with 1, and the next start records what was interrupted', async () => {
    const { simpul, pool, call } = await holdOneCall();
    const [exchange] = agency.open;
    const ended = once(simpul.process, 'exit');
    const firstAt = performance.now();
    await signalUntilExit(simpul, ended);
    const tookMs = performance.now() - firstAt;
    // The agency still holds the call, so only a signal can have ended it; those within the first second did not.
    expect(agency.open.size).toBe(1);
    expect(await ended).toEqual([1, null]);
    expect(tookMs).toBeGreaterThan(SAME_SIGNAL_MS);
    expect(await call).toMatchObject({ kind: 'aborted' });
    await pool.destroy();
    agency.release();
    const leaves = await readLogOfNextStart(simpul.port);
    expect(leaves.map(({ id, type }) => ({ id, type }))).toEqual([{ id: exchange, type: 'exchange.interrupted' }]);
  });
});
