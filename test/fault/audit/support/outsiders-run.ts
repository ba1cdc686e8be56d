import { type FakeAgency, startFakeAgency } from '@simpul/testing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckedLog, checkLog } from '../../../log-checker/check-log.mjs';
import { downloadLog, type PublicLog, readCheckpoint, type Seen } from '../../support/download-log.ts';
import { exchangeLeaves } from '../../support/exchange-leaves.ts';
import { type HeldAgency, startHeldAgency } from '../../support/held-agency.ts';
import type { CallEnd } from '../../support/load-client.ts';
import { until } from '../../support/until.ts';
import { runCli } from './cli-process.ts';
import { createMirror, createWatcher, mirroredSize, watchedCheckpoints } from './outsiders.ts';
import { completeUpTo } from './until-complete.ts';
import { createRandom } from './random.ts';
import { createRestartedBus } from './restarted-bus.ts';
import { type Restarted, restartAtRandom, type RestartRecord } from './restarts.ts';
import { foundWitnessedBus, type WitnessedBus } from './witnessed-bus.ts';

/** What is left of a bus, a witness, a mirror and a watcher that were all restarted at random times under load. */
export interface OutsidersEvidence {
  readonly records: readonly RestartRecord[];
  readonly ends: readonly CallEnd[];
  /** Exchanges that reached the provider. */
  readonly dispatched: readonly string[];
  /** The log as the bus serves it at the end, checked by the independent checker. */
  readonly log: CheckedLog;
  /** The mirror's copy, checked likewise. */
  readonly mirrored: CheckedLog;
  /** Checkpoints that each saw. */
  readonly seen: Readonly<Record<'client' | 'watcher' | 'witness', readonly Seen[]>>;
  /** What the webhook of the watcher was told. */
  readonly alarms: readonly string[];
  /** Folders of evidence that watcher and witness made. */
  readonly evidence: readonly string[];
  /** Lines of the bus's own log that raise an alarm. */
  readonly alerts: readonly string[];
  /** What the log found amiss, as `simpul audit findings` tells it. */
  readonly findings: string;
}

export interface OutsidersOptions {
  readonly folder: string;
  readonly seed: number;
  /** Time under load. */
  readonly seconds: number;
}

const CONNECTIONS = 16;
/** Calls that must have ended before the load does. */
const LEAST_ENDS = 300;
const LEAST_DELAY_MS = 20;
const MOST_DELAY_MS = 60;
const SETTLE_MS = 180_000;
/** Characters of what each printed last that an error shows. */
const LAST_OUTPUT = 1500;

/** Runs all four for some time and collects what each of them holds. */
export async function runOutsiders({ folder, seed, seconds }: OutsidersOptions): Promise<OutsidersEvidence> {
  const random = createRandom(seed);
  const delays = random.fork();
  const agency = await startHeldAgency(() => delays.between(LEAST_DELAY_MS, MOST_DELAY_MS));
  const webhook = await startFakeAgency();
  const records: RestartRecord[] = [];
  try {
    const founded = await foundWitnessedBus(folder, agency.url);
    const ends: CallEnd[] = [];
    const onEnd = (end: CallEnd): void => void ends.push(end);
    const bus = createRestartedBus({ ...founded.up, connections: CONNECTIONS, onEnd });
    const outsiders = outsidersOf(founded, { folder, webhook });

    const signal = AbortSignal.timeout(seconds * 1000);
    const client: Seen[] = [];
    const looking = lookUntil(signal, founded.log, client);
    const restarted = [bus, ...outsiders.all].map((each) => restartAtRandom(each, { random: random.fork(), signal }));
    records.push(...(await Promise.all(restarted)));
    await looking;

    // A slow machine may have done little but start them.
    await until('work after the last restarts', SETTLE_MS, async () =>
      ends.length >= LEAST_ENDS && watchedCheckpoints(outsiders.state).length > 1 ? true : undefined,
    );
    await bus.stopLoad();
    await settle({ founded, agency, outsiders, folder, records });
    const findings = await runCli(['audit', 'findings', '--data', founded.up.data, '--json']);
    for (const each of records) if (each.name === 'the mirror' || each.name === 'the watcher') await each.stop();
    const { log, witnessed } = await lastLog(founded, folder);
    for (const each of records) await each.stop();
    return {
      records,
      ends,
      dispatched: [...agency.dispatched.keys()],
      log,
      mirrored: checkLog(outsiders.copy, founded.log.vkey),
      seen: { client, watcher: watchedCheckpoints(outsiders.state), witness: [witnessed] },
      alarms: webhook.seen.map(({ body }) => body.toString()),
      evidence: [outsiders.state, founded.witness.folder].map((each) => join(each, 'evidence')).filter(existsSync),
      alerts: linesOf(join(founded.up.data, 'run/simpul.log')).filter((line) => line.includes('"alert"')),
      findings,
    };
  } finally {
    for (const each of records) each.kill();
    await webhook.stop();
    await agency.stop();
  }
}

interface Outsiders {
  readonly all: readonly Restarted[];
  /** The mirror's copy of the one log. */
  readonly copy: string;
  /** The watcher's state. */
  readonly state: string;
}

function outsidersOf(
  { log, vkeys, witness, up, policyFile }: WitnessedBus,
  { folder, webhook }: { readonly folder: string; readonly webhook: FakeAgency },
): Outsiders {
  const copies = join(folder, 'copies');
  const state = join(folder, 'watched');
  const watched = { url: `http://127.0.0.1:${up.port}`, vkeys };
  const mirror = createMirror(copies, watched);
  const watcher = createWatcher(watched, { state, policyFile, webhook: webhook.url });
  const copy = join(copies, log.url.slice(log.url.lastIndexOf('/') + 1));
  return { all: [witness, mirror, watcher], copy, state };
}

/** Keeps every checkpoint that the bus shows. */
async function lookUntil(signal: AbortSignal, log: PublicLog, found: Seen[]): Promise<void> {
  await until('the end of the load', Infinity, async () => {
    const seen = await readCheckpoint(log).catch(() => undefined);
    const last = found.at(-1);
    if (seen !== undefined && (seen.size !== last?.size || seen.root !== last.root)) found.push(seen);
    return signal.aborted ? true : undefined;
  });
}

interface SettleOptions {
  readonly founded: WitnessedBus;
  readonly agency: HeldAgency;
  readonly outsiders: Outsiders;
  readonly folder: string;
  readonly records: readonly RestartRecord[];
}

/** Waits until all that was exchanged is in the log, and all have seen that. */
async function settle({ founded, agency, outsiders, folder, records }: SettleOptions): Promise<void> {
  const { log, witness, up } = founded;
  const { origin, size } = await until('a leaf of every exchange', SETTLE_MS, async () => {
    if ((await readCheckpoint(log)).size < agency.dispatched.size) return undefined;
    const checked = await downloadLog(log, join(folder, 'log'));
    const ids = new Set(exchangeLeaves(checked.leaves).map(({ id }) => id));
    return [...agency.dispatched.keys()].every((id) => ids.has(id)) ? checked : undefined;
  });
  const look = async () => ({
    mirror: mirroredSize(outsiders.copy),
    watcher: watchedCheckpoints(outsiders.state).at(-1)?.size ?? 0,
    witness: (await witness.cosigned(origin)).size,
    complete: completeUpTo(up.data),
  });
  await until('what everybody sees', SETTLE_MS, async () =>
    Object.values(await look()).every((each) => each >= size) ? true : undefined,
  ).catch(async (error: unknown) => {
    const last = records.map((each) => `${each.name}: ${each.output().slice(-LAST_OUTPUT)}`);
    throw new Error(`of ${size} leaves ${JSON.stringify(await look())}\n${last.join('\n')}`, { cause: error });
  });
}

/** The log once it shows what the witness cosigned last, which nobody can have seen more than. */
async function lastLog({ log, witness }: WitnessedBus, folder: string): Promise<{ log: CheckedLog; witnessed: Seen }> {
  return until('the checkpoint that was cosigned last', SETTLE_MS, async () => {
    const checked = await downloadLog(log, join(folder, 'log'));
    const witnessed = await witness.cosigned(checked.origin);
    return witnessed.size === checked.size ? { log: checked, witnessed } : undefined;
  });
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}
