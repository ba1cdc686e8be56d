import { MongoClient } from 'mongodb';
import { join } from 'node:path';
import { Pool, request } from 'undici';
import type { CheckedLog } from '../../log-checker/check-log.mjs';
import { openAnsweredList } from '../../fault/support/answered-list.ts';
import { downloadLog, findLog, type Seen } from '../../fault/support/download-log.ts';
import { type HeldAgency, type SeenExchange, startHeldAgency } from '../../fault/support/held-agency.ts';
import { callOnce } from '../../fault/support/load-client.ts';
import { writeOpenRegion } from '../../fault/support/open-region.ts';
import { until } from '../../fault/support/until.ts';
import { type FaultCluster, startFaultCluster } from '../support/fault-cluster.ts';
import { followLeaves, type LeafFollower } from '../support/leaf-follower.ts';
import { startSteadyLoad, type TimedCall } from '../support/steady-load.ts';
import type { Fault } from './faults.ts';

/** One strike under load. */
export interface Round {
  readonly fault: string;
  /** Exchanges that the provider had and had not answered when it came. */
  readonly open: readonly string[];
  /** Moments of the strike and of the first one at which all was well again. */
  readonly from: number;
  readonly until: number;
  /** Milliseconds from the undoing until a call was answered, everything was ready and each exchange had its leaf. */
  readonly recoveryMs: number;
}

/** What is known from outside about rounds of faults. */
export interface FaultEvidence {
  readonly rounds: readonly Round[];
  /** The client's fsynced list. */
  readonly answered: readonly string[];
  /** Every call, by its `X-Road-Id`. */
  readonly calls: ReadonlyMap<string, TimedCall>;
  /** Every exchange that reached the provider. */
  readonly dispatched: ReadonlyMap<string, SeenExchange>;
  /** Checkpoints that were seen on the way. */
  readonly checkpoints: readonly Seen[];
  /** Intents in the store that have no leaf, when all is over. */
  readonly openIntents: number;
  readonly log: CheckedLog;
}

/** Calls under way at once at each of the two doors. */
const CONNECTIONS = 16;
/** Answers before a strike, another number each round, so that it falls into all steps of an exchange. */
const LEAST_ANSWERS = 60;
const MORE_ANSWERS = 120;
const STEP = 37;
/** The provider answers after 20 to 60 ms. */
const LEAST_DELAY_MS = 20;
const MORE_DELAY_MS = 40;
/** Milliseconds that the provider may take; less than the longest faults last. */
const TIMEOUT_MS = 3000;
/** Milliseconds in which rows are dropped whose leaf the log holds. */
const DROPPED_WITHIN_MS = 5000;
/** Milliseconds after which a cluster that does not recover is given up. */
const PATIENCE_MS = 60_000;

export interface RoundsOptions {
  readonly faults: readonly Fault[];
  /** How often each of them strikes. */
  readonly times: number;
  readonly folder: string;
  readonly onRound: (round: Round) => void;
}

/** Strikes a running cluster again and again and collects what client, provider, store and log then hold. */
export async function runFaultRounds({ faults, times, folder, onRound }: RoundsOptions): Promise<FaultEvidence> {
  const agency = await startHeldAgency(() => LEAST_DELAY_MS + Math.random() * MORE_DELAY_MS);
  const list = openAnsweredList(join(folder, 'answered'));
  const calls = new Map<string, TimedCall>();
  const rounds: Round[] = [];
  let target: FaultCluster | undefined;
  try {
    target = await startFaultCluster({ region: writeOpenRegion(folder, agency.url, TIMEOUT_MS), folder });
    const log = await findLog(target.cluster.url);
    const leaves = followLeaves(log);
    const onEnd = (call: TimedCall): void => {
      if (call.end.kind === 'answered') list.add(call.end.exchange);
      calls.set(call.end.call, call);
    };
    for (let time = 0; time < times; time += 1) {
      for (const fault of faults) {
        const least = LEAST_ANSWERS + ((rounds.length * STEP) % MORE_ANSWERS);
        const round = await strikeUnderLoad({
          fault,
          lastsMs: fault.lastsMs(time),
          target,
          agency,
          leaves,
          least,
          onEnd,
        });
        rounds.push(round);
        onRound(round);
      }
    }
    const openIntents = await countOpenIntents(target);
    return {
      rounds,
      answered: list.read(),
      calls,
      dispatched: agency.dispatched,
      checkpoints: leaves.checkpoints,
      openIntents,
      log: await downloadLog(log, join(folder, 'log')),
    };
  } catch (cause) {
    throw new Error(`${String(cause)}\n${target?.cluster.output().slice(-4000) ?? ''}`, { cause });
  } finally {
    list.close();
    await target?.stop();
    await agency.stop();
  }
}

interface StrikeOptions {
  readonly fault: Fault;
  readonly lastsMs: number;
  readonly target: FaultCluster;
  readonly agency: HeldAgency;
  readonly leaves: LeafFollower;
  readonly least: number;
  readonly onEnd: (call: TimedCall) => void;
}

async function strikeUnderLoad(options: StrikeOptions): Promise<Round> {
  const { fault, lastsMs, target, agency, leaves, least, onEnd } = options;
  let answers = 0;
  const load = startSteadyLoad({
    urls: target.doors(),
    connections: CONNECTIONS,
    onEnd(call) {
      if (call.end.kind === 'answered') answers += 1;
      onEnd(call);
    },
  });
  const struck = Promise.withResolvers<{
    readonly open: string[];
    readonly from: number;
    readonly done: Promise<void>;
  }>();
  agency.onArrival = () => {
    if (answers < least) return;
    agency.onArrival = undefined;
    struck.resolve({ open: [...agency.open], from: performance.now(), done: fault.strike(target) });
  };
  const { open, from, done } = await within(struck.promise, `a load before ${fault.name}`);
  await done;
  // The load goes on while it lasts.
  await new Promise((resolve) => setTimeout(resolve, lastsMs));
  const undoneAt = performance.now();
  await fault.undo(target);
  await untilServing(target, fault, onEnd);
  await load.stop();
  await until(`a leaf of every exchange after ${fault.name}`, PATIENCE_MS, async () => {
    const ids = await leaves.look().catch(() => undefined);
    return ids !== undefined && [...agency.dispatched.keys()].every((id) => ids.has(id)) ? true : undefined;
  });
  const now = performance.now();
  return { fault: fault.name, open, from, until: now, recoveryMs: now - undoneAt };
}

/** Until every process says that it is ready and each door answers a call. */
async function untilServing(target: FaultCluster, { name }: Fault, onEnd: (call: TimedCall) => void): Promise<void> {
  await until(`every process ready after ${name}`, PATIENCE_MS, async () => {
    const ready = target.cluster.processes.map(async (one) => {
      const { statusCode, body } = await request(`${one.endpoint().metricsUrl}/readyz`);
      await body.dump();
      return statusCode === 200;
    });
    return (await Promise.all(ready).catch(() => [false])).every(Boolean) ? true : undefined;
  });
  for (const url of target.doors()) {
    const pool = new Pool(url, { connections: 1 });
    await until(`an answer at ${url} after ${name}`, PATIENCE_MS, async () => {
      const from = performance.now();
      const end = await callOnce(pool);
      onEnd({ end, from, until: performance.now() });
      return end.kind === 'answered' ? true : undefined;
    });
    await pool.destroy();
  }
}

async function countOpenIntents({ store }: FaultCluster): Promise<number> {
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${store.port}/cluster`);
  try {
    const intents = client.db().collection('exchange_intents');
    const count = (): Promise<number> => intents.countDocuments({ state: { $in: ['open', 'denied'] } });
    // Rows whose leaf the log holds go a little later.
    const none = async () => ((await count()) === 0 ? true : undefined);
    await until('no intent is open', DROPPED_WITHIN_MS, none).catch(() => undefined);
    return await count();
  } finally {
    await client.close();
  }
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) =>
      late.addEventListener('abort', () => reject(new Error(`in vain: ${what}`))),
    ),
  ]);
}
