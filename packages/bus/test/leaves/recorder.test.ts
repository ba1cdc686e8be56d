import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { APPEND_MAX_BYTES, APPEND_MAX_LEAVES } from '@simpul/contracts';
import { AUDIT, BUS, isSimpulError, SimpulError } from '@simpul/errors';
import { createLogger } from '@simpul/telemetry';
import { hash } from 'node:crypto';
import { leafText } from '../../src/leaves/leaf-text.ts';
import { APPEND_RETRY_MS, RECORD_WAIT_MS } from '../../src/leaves/limits.ts';
import { createRecorder } from '../../src/leaves/recorder.ts';
import { type Call, read, stubAudit } from './audit-stub.ts';

const silent = createLogger({ level: 'silent' });
const DOWN = new SimpulError(BUS.UNAVAILABLE, { params: { service: 'audit' } });
const INVALID = new SimpulError(AUDIT.LEAF_INVALID, { params: { reason: 'test' } });

function setUp() {
  const { client, calls } = stubAudit();
  const recorded: string[] = [];
  const source = { node: 'n', boot: 'b' };
  const recorder = createRecorder({ client, source, logger: silent, onRecorded: (ids) => recorded.push(...ids) });
  const record = (id: string, padding = '', sideCar = {}) =>
    recorder.record(id, (src) => leafText({ id, padding }, src), sideCar);
  const callAt = (index: number): Call => {
    const call = calls[index];
    if (call === undefined) throw new Error(`audit was not called ${index + 1} times`);
    return call;
  };
  return { recorder, record, calls, callAt, recorded };
}

/** The error that a leaf's sender gets. */
const lateErrorOf = (outcome: Promise<unknown>): Promise<SimpulError> =>
  outcome.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: unknown) => (isSimpulError(error) ? error : Promise.reject(error)),
  );
const idsOf = ({ leaves }: Call): string[] => leaves.map(({ id }) => id);
/** Lets everything happen that is due, then `ms` more. */
const pass = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('leaves', () => {
  it('are sent at once; what comes in meanwhile is the next call, in order', async () => {
    const { record, calls, callAt, recorded } = setUp();
    const outcomes = ['a', 'b', 'c'].map((id) => record(id));
    await pass();
    expect(calls.map(idsOf)).toEqual([['a']]);
    callAt(0).answer();
    await pass();
    expect(calls.map(idsOf)).toEqual([['a'], ['b', 'c']]);
    callAt(1).answer();
    await expect(Promise.all(outcomes)).resolves.toEqual(['stored', 'stored', 'stored']);
    expect(recorded).toEqual(['a', 'b', 'c']);
  });

  it('are known to be on their way until they are answered', async () => {
    const { recorder, record, callAt } = setUp();
    void record('a');
    await pass();
    void record('b');
    expect(['a', 'b', 'c'].map((id) => recorder.holds(id))).toEqual([true, true, false]);
    callAt(0).answer();
    await pass();
    expect(['a', 'b'].map((id) => recorder.holds(id))).toEqual([false, true]);
  });

  it('go no more than one call holds', async () => {
    const { record, calls, callAt } = setUp();
    const many = APPEND_MAX_LEAVES + 10;
    for (let i = 0; i <= many; i++) void record(`leaf-${i}`);
    await pass();
    callAt(0).answer();
    await pass();
    callAt(1).answer();
    await pass();
    expect(calls.map(({ leaves }) => leaves.length)).toEqual([1, APPEND_MAX_LEAVES, 10]);
  });

  it('go no more bytes than one call takes, side-cars counted, except a single one', async () => {
    const { record, calls, callAt } = setUp();
    const half = 'x'.repeat(APPEND_MAX_BYTES / 2);
    void record('first', half + half);
    void record('a', half);
    void record('b', '', { request: half });
    void record('c', half);
    for (let i = 0; i < 3; i++) {
      await pass();
      callAt(i).answer();
    }
    await pass();
    expect(calls.map(idsOf)).toEqual([['first'], ['a'], ['b'], ['c']]);
  });

  it('carry a side-car as JSON, and none where there is nothing to keep', async () => {
    const { record, callAt } = setUp();
    void record('a', '', { request: 'salt' });
    await pass();
    expect(Buffer.from(callAt(0).leaves[0]?.sideCar ?? []).toString()).toBe('{"request":"salt"}');
    callAt(0).answer();
    void record('b');
    await pass();
    expect(callAt(1).leaves[0]?.sideCar).toHaveLength(0);
  });

  it('form one chain: each counts on and holds the hash of the one before', async () => {
    const { record, calls, callAt } = setUp();
    for (let i = 0; i < 20; i++) void record(`leaf-${i}`);
    await pass();
    callAt(0).answer();
    await pass();
    callAt(1).answer();
    const leaves = calls.flatMap((call) => call.leaves.map(({ leaf }) => leaf));
    expect(leaves).toHaveLength(20);
    leaves.forEach((leaf, i) => {
      const before = leaves[i - 1];
      const prev = before === undefined ? {} : { prev: hash('sha256', before, 'base64url') };
      expect(read(leaf).src).toEqual({ node: 'n', boot: 'b', seq: i, ...prev });
    });
  });
});

/** Numbers of leaves, and whether each follows the one before it. */
function chainOf(leaves: readonly Uint8Array[]): [seq: number, follows: boolean][] {
  return leaves.map((leaf, i) => {
    const { seq, prev } = read(leaf).src;
    const before = leaves[i - 1];
    return [seq, prev === (before === undefined ? undefined : hash('sha256', before, 'base64url'))];
  });
}

describe('a leaf that was superseded', () => {
  it('has its place in the chain, and the source says that the log lacks it', async () => {
    const { record, calls, callAt } = setUp();
    void record('first');
    await pass();
    const outcomes = ['a', 'b'].map((id) => record(id));
    callAt(0).answer();
    await pass();
    callAt(1).answer(['superseded', 'stored']);
    await expect(Promise.all(outcomes)).resolves.toEqual(['superseded', 'stored']);
    await pass();
    const note = callAt(2).leaves[0];
    expect(read(note?.leaf ?? new Uint8Array())).toMatchObject({
      v: 1,
      id: note?.id,
      type: 'node.idle',
      error: 'SIMPUL_RECORD_SUPERSEDED',
      op: 'superseded 1 a',
    });
    const leaves = calls.flatMap((call) => call.leaves.map(({ leaf }) => leaf));
    expect(chainOf(leaves)).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, true],
    ]);
  });
});

describe('when audit does not answer', () => {
  it('the same bytes are sent again, and nothing new may begin meanwhile', async () => {
    const { recorder, record, calls, callAt } = setUp();
    const outcome = record('a', 'é', { request: 'salt' });
    await pass();
    callAt(0).fail(DOWN);
    await pass();
    expect(recorder.available()).toBe(false);
    await pass(APPEND_RETRY_MS);
    expect(calls).toHaveLength(2);
    expect(callAt(1).leaves).toEqual(callAt(0).leaves);
    callAt(1).answer();
    await expect(outcome).resolves.toBe('stored');
    expect(recorder.available()).toBe(true);
  });

  it('a leaf keeps its place before those that came later', async () => {
    const { record, calls, callAt } = setUp();
    void record('a');
    await pass();
    void record('b');
    callAt(0).fail(DOWN);
    await pass(APPEND_RETRY_MS);
    expect(calls.map(idsOf)).toEqual([['a'], ['a', 'b']]);
  });

  it('a consumer waits so long and no longer, but its leaf is still sent', async () => {
    const { record, calls, callAt, recorded } = setUp();
    const refused = lateErrorOf(record('a'));
    await pass();
    for (let i = 0; i * APPEND_RETRY_MS <= RECORD_WAIT_MS; i++) {
      callAt(i).fail(DOWN);
      await pass(APPEND_RETRY_MS);
    }
    callAt(calls.length - 1).fail(DOWN);
    const error = await refused;
    expect(error.code).toBe('SIMPUL_RECORD_UNAVAILABLE');
    expect(error.cause).toBe(DOWN);
    await pass(APPEND_RETRY_MS);
    callAt(calls.length - 1).answer();
    await pass();
    expect(recorded).toEqual(['a']);
    expect(new Set(calls.flatMap(idsOf))).toEqual(new Set(['a']));
  });
});

describe('leaves that audit takes for invalid', () => {
  it('are dropped, and their consumers told; those after them go on', async () => {
    const { recorder, record, calls, callAt, recorded } = setUp();
    const refused = lateErrorOf(record('bad'));
    await pass();
    const next = record('good');
    callAt(0).fail(INVALID);
    expect((await refused).code).toBe('SIMPUL_RECORD_UNAVAILABLE');
    await pass();
    expect(calls.map(idsOf)).toEqual([['bad'], ['good']]);
    expect(recorder.available()).toBe(true);
    callAt(1).answer();
    await expect(next).resolves.toBe('stored');
    expect(recorded).toEqual(['good']);
  });

  it('do not take others of the same call with them', async () => {
    const { record, calls, callAt, recorded } = setUp();
    void record('first');
    await pass();
    const outcomes = ['a', 'bad', 'b'].map((id) => record(id));
    const refused = lateErrorOf(outcomes[1] ?? Promise.resolve());
    callAt(0).answer();
    await pass();
    callAt(1).fail(INVALID);
    await pass();
    callAt(2).answer();
    await pass();
    callAt(3).fail(INVALID);
    await pass();
    void record('c');
    void record('d');
    callAt(4).answer();
    await pass();
    callAt(5).answer();
    await pass();
    expect(calls.map(idsOf)).toEqual([['first'], ['a', 'bad', 'b'], ['a'], ['bad'], ['b'], ['c', 'd']]);
    expect((await refused).code).toBe('SIMPUL_RECORD_UNAVAILABLE');
    expect(recorded).toEqual(['first', 'a', 'b', 'c', 'd']);
  });

  it('leave no hole: those behind them move up', async () => {
    const { record, calls, callAt } = setUp();
    void record('first');
    await pass();
    const refused = lateErrorOf(record('bad'));
    void record('a');
    void record('b');
    callAt(0).answer();
    await pass();
    callAt(1).fail(INVALID);
    await pass();
    void record('c');
    callAt(2).fail(INVALID);
    await refused;
    await pass();
    callAt(3).answer();
    await pass();
    callAt(4).answer();
    void record('d');
    await pass();
    const stored = [0, 3, 4, 5].flatMap((at) => callAt(at).leaves.map(({ leaf }) => leaf));
    expect(calls.map(idsOf)).toEqual(
      [['first'], ['bad', 'a', 'b'], ['bad'], ['a'], ['b'], ['c', 'd']].slice(0, calls.length),
    );
    expect(chainOf(stored)).toEqual(stored.map((_, seq) => [seq, true]));
  });

  it('show that audit is there again', async () => {
    const { recorder, record, callAt } = setUp();
    const refused = lateErrorOf(record('bad'));
    await pass();
    callAt(0).fail(DOWN);
    await pass(APPEND_RETRY_MS);
    callAt(1).fail(INVALID);
    await refused;
    expect(recorder.available()).toBe(true);
  });
});

describe('a stopping recorder', () => {
  it('sends what waits', async () => {
    const { recorder, record, callAt, recorded } = setUp();
    void record('a');
    void record('b');
    const stopped = recorder.stop(5000);
    await pass();
    callAt(0).answer();
    await pass();
    callAt(1).answer();
    await stopped;
    expect(recorded).toEqual(['a', 'b']);
  });

  it('gives up in time', async () => {
    const { recorder, record, calls, callAt } = setUp();
    void record('a');
    await pass();
    const stopped = recorder.stop(APPEND_RETRY_MS / 2);
    callAt(0).fail(DOWN);
    await pass(APPEND_RETRY_MS);
    await stopped;
    expect(calls).toHaveLength(1);
  });
});
