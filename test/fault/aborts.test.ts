import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROVIDER, STREAM } from '@simpul/errors';
import { launchSimpul, type LaunchedSimpul, rawCall, temporaryFolder } from '@simpul/testing';
import { randomUUID } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Agent, setGlobalDispatcher } from 'undici';
import { writeBodiesRegion } from '../integration/bodies/bodies-region.ts';
import { downloadLog, findLog } from './support/download-log.ts';
import { ANSWER_BYTES, type Behaviour, startRawAgency } from './support/raw-agency.ts';
import { callRaw, type Manner, REQUEST_BYTES, type SeenAnswer } from './support/raw-consumer.ts';
import { until } from './support/until.ts';

/** An exchange one side of which leaves or stands still, and what its one leaf must say. */
interface AbortCase {
  readonly agency: Behaviour;
  readonly consumer: Manner;
  readonly outcome: 'ok' | 'provider-error' | 'failed';
  readonly error?: string;
  /** Bytes that the leaf says were asked and answered; undefined: not told. */
  readonly request?: number;
  readonly response?: number;
  /** Status that the consumer sees, where it stays. */
  readonly status?: number;
}

const WHOLE = { request: REQUEST_BYTES, response: ANSWER_BYTES } as const;
const BROKEN = { outcome: 'failed', error: PROVIDER.BROKE_OFF.code } as const;
const STALLED = { outcome: 'failed', error: PROVIDER.TIMEOUT.code } as const;
const LEFT = { outcome: 'failed', error: STREAM.BROKE_OFF.code } as const;

const CASES: readonly AbortCase[] = [
  { agency: 'answer', consumer: 'whole', outcome: 'ok', ...WHOLE, status: 200 },
  {
    agency: 'answer-early',
    consumer: 'whole',
    outcome: 'provider-error',
    request: REQUEST_BYTES,
    response: 2,
    status: 413,
  },
  { agency: 'reset-at-once', consumer: 'whole', ...BROKEN, status: 500 },
  { agency: 'reset-in-upload', consumer: 'whole', ...BROKEN, status: 500 },
  { agency: 'reset-after-upload', consumer: 'whole', ...BROKEN, status: 500 },
  // Its answer's head may be lost with the connection.
  { agency: 'reset-after-head', consumer: 'whole', ...BROKEN },
  { agency: 'reset-in-body', consumer: 'whole', ...BROKEN, status: 200 },
  { agency: 'end-in-chunks', consumer: 'whole', ...BROKEN, status: 200 },
  { agency: 'stall-in-upload', consumer: 'whole', ...STALLED, status: 500 },
  { agency: 'stall-before-head', consumer: 'whole', ...STALLED, status: 500 },
  { agency: 'stall-in-body', consumer: 'whole', ...STALLED, status: 200 },
  { agency: 'answer', consumer: 'leaves-before-body', ...LEFT },
  { agency: 'answer', consumer: 'leaves-in-upload', ...LEFT },
  { agency: 'answer', consumer: 'leaves-in-chunks', ...LEFT },
  { agency: 'answer-late', consumer: 'leaves-after-upload', outcome: 'ok', ...WHOLE },
  { agency: 'answer', consumer: 'leaves-at-head', outcome: 'ok', ...WHOLE },
  { agency: 'answer', consumer: 'leaves-in-body', outcome: 'ok', ...WHOLE },
  { agency: 'answer', consumer: 'stalls-in-upload', outcome: 'failed', error: STREAM.STALLED.code, status: 400 },
  { agency: 'answer', consumer: 'stalls-in-body', outcome: 'ok', ...WHOLE },
];

interface Leaf {
  readonly type: string;
  readonly xRoadId?: string;
  readonly outcome?: string;
  readonly error?: string;
  readonly request?: { readonly size: number; readonly digest: string };
  readonly response?: { readonly size: number; readonly digest?: string };
}

/** Milliseconds: bodies must move on within 30 s, and what is left of a request that failed has 60 s. */
const ENDING_MS = 150_000;
/** Milliseconds in which kept connections end that nobody uses. */
const CLOSING_MS = 30_000;
/** Bytes of an answer that wait for its leaf. */
const TAIL_BYTES = 64 * 1024;
const folder = temporaryFolder();
const ids = new Map(CASES.map((one) => [one, randomUUID()]));
const answers = new Map<AbortCase, SeenAnswer>();
let agency: Awaited<ReturnType<typeof startRawAgency>>;
let bus: LaunchedSimpul;
let socketsBefore: number;
let leaves: Leaf[];

async function openExchanges(): Promise<number> {
  const { text } = await rawCall(bus.metricsUrl, '/metrics');
  return Number(/^simpul_exchanges_open (\d+)$/m.exec(text)?.[1]);
}

/** Sockets that a process holds, of any kind. */
function socketsOf(pid: number): number {
  const folderOf = `/proc/${pid}/fd`;
  return readdirSync(folderOf).filter((fd) => {
    try {
      return readlinkSync(`${folderOf}/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

const leavesFirst = ({ consumer }: AbortCase): boolean => consumer === 'leaves-before-body';

async function call(one: AbortCase): Promise<void> {
  const { agency: behaviour, consumer: manner } = one;
  answers.set(one, await callRaw({ id: ids.get(one) ?? '', port: bus.port, agency: behaviour, manner, begun }));
}

const begun = () =>
  until('an exchange has begun', 10_000, async () => ((await openExchanges()) > 0 ? true : undefined));

beforeAll(async () => {
  // No connection of the suite's own stays open.
  setGlobalDispatcher(new Agent({ pipelining: 0 }));
  agency = await startRawAgency();
  bus = await launchSimpul({ region: writeBodiesRegion(folder.path, agency.url), data: `${folder.path}/data` });
  await openExchanges();
  socketsBefore = socketsOf(bus.process.pid ?? 0);
  // The first alone: that an exchange has begun is only seen from the number of those under way.
  const [first, ...others] = CASES.toSorted((a, b) => Number(leavesFirst(b)) - Number(leavesFirst(a)));
  if (first !== undefined) await call(first);
  await Promise.all(others.map(call));
  await until('no exchange is under way', ENDING_MS, async () => ((await openExchanges()) === 0 ? true : undefined));
  // The checkpoint that covers the last leaf.
  await pause(2000);
  const log = await downloadLog(await findLog(bus.url), `${folder.path}/log`);
  leaves = log.leaves.map((bytes) => JSON.parse(bytes.toString()) as Leaf);
}, 2 * ENDING_MS);

afterAll(async () => {
  await bus.stop();
  await agency.stop();
  folder.remove();
});

describe.each(CASES)('an agency that does “$agency” and a consumer that does “$consumer”', (one) => {
  it('leave one leaf, which says how it ended', () => {
    const own = leaves.filter(({ xRoadId }) => xRoadId === ids.get(one));
    expect(own.map(({ type, outcome, error }) => ({ type, outcome, error }))).toEqual([
      { type: 'exchange.closed', outcome: one.outcome, error: one.error },
    ]);
    if (one.request !== undefined) expect(own[0]?.request?.size).toBe(one.request);
    if (one.response !== undefined) expect(own[0]?.response?.size).toBe(one.response);
    if (one.outcome === 'failed') expect(own[0]?.response?.digest).toBeUndefined();
  });

  it('show the consumer no complete answer that the log does not know', () => {
    const { status, bytes } = answers.get(one) ?? { status: -1, bytes: ANSWER_BYTES };
    expect(status).toBe(one.status ?? status);
    expect(bytes).toBeLessThan(one.outcome === 'failed' ? ANSWER_BYTES - TAIL_BYTES : ANSWER_BYTES + 1);
  });
});

it('no socket stays open', async () => {
  const count = () => ({
    agency: agency.connections(),
    more: Math.max(0, socketsOf(bus.process.pid ?? 0) - socketsBefore),
  });
  const closed = { agency: 0, more: 0 };
  await until('sockets are closed', CLOSING_MS, () =>
    Promise.resolve(isDeepStrictEqual(count(), closed) ? true : undefined),
  ).catch(() => undefined);
  expect(count()).toEqual(closed);
});

it('no intent stays open', async () => {
  await bus.stop();
  const database = new DatabaseSync(`${bus.data}/store/exchange.sqlite`, { readOnly: true });
  const open = database.prepare("SELECT count(*) AS n FROM intents WHERE state = 'open'").get();
  database.close();
  expect(open).toEqual({ n: 0 });
});
