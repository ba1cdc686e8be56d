import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Actor, ResponseKey } from '@simpul/contracts';
import { temporaryFolder } from '@simpul/testing';
import { mkdirSync } from 'node:fs';
import { createResponseKeys, type ResponseKeys } from '../../src/signatures/response-keys.ts';
import { createRotations, type Rotation } from '../../src/signatures/rotations.ts';
import { lateErrorOf } from '../error-code.ts';
import { silent } from '../sample-region.ts';

const OPERATOR: Actor = { kind: 'client', id: 'operator', grants: [{ role: 'operator' }] };
/** Milliseconds in which a node has heard of a rotation, published its new key, and signs with it. */
const TURN_MS = 10_000 + 6000 + 1000;
const folder = temporaryFolder();
let shared: Map<string, Rotation>;
/** What identity publishes, by node. */
let published: Map<string, readonly ResponseKey[]>;
let leaves: { readonly node: string; readonly kid: string; readonly by: string | undefined }[];
let isAway: boolean;
let started: ResponseKeys[];
let nodes = 0;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
  shared = new Map();
  published = new Map();
  leaves = [];
  isAway = false;
  started = [];
});
afterEach(() => {
  for (const keys of started) keys.stop();
  jest.useRealTimers();
});
afterAll(() => folder.remove());

/** A node of its own, over the store that all share. */
function nodeOf(node = `node-${nodes++}`): ResponseKeys {
  const own = `${folder.path}/${node}`;
  mkdirSync(own, { recursive: true });
  const rows = {
    get: async (id: string) => shared.get(id),
    put: async (row: Rotation) => void shared.set(row.id, row),
  };
  const keys = createResponseKeys({
    folder: own,
    async record(kid, actor) {
      leaves.push({ node, kid, by: actor?.id });
      return kid;
    },
    async publish(all) {
      if (isAway) throw new Error('identity is away');
      published.set(node, all);
    },
    rotations: createRotations(rows),
    threads: { signer: (keyid) => ({ keyid, sign: async () => new Uint8Array() }) },
    logger: silent,
  });
  started.push(keys);
  return keys;
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
const kidsOf = (node: string): (string | undefined)[] => (published.get(node) ?? []).map(({ kid }) => kid);

describe('several nodes', () => {
  it('each have a key of their own, and all of them are published', async () => {
    const [a, b] = [nodeOf('a'), nodeOf('b')];
    await Promise.all([a.start(), b.start()]);
    expect(kidsOf('a')).toEqual([a.current().keyid]);
    expect(kidsOf('b')).toEqual([b.current().keyid]);
    expect(a.current().keyid).not.toBe(b.current().keyid);
  });

  it('all change their keys when one of them is asked, each once, and keep the old ones published', async () => {
    const [a, b] = [nodeOf('c'), nodeOf('d')];
    await Promise.all([a.start(), b.start()]);
    const before = [a.current().keyid, b.current().keyid];
    const told = await a.rotate(OPERATOR);
    expect([told.old, a.current().keyid]).toEqual([before[0], before[0]]);
    await pass(TURN_MS);
    const after = [a.current().keyid, b.current().keyid];
    expect(after[0]).toBe(told.kid);
    expect(new Set([...before, ...after]).size).toBe(4);
    expect([kidsOf('c'), kidsOf('d')]).toEqual([
      [after[0], before[0]],
      [after[1], before[1]],
    ]);
    await pass(10 * TURN_MS);
    expect([a.current().keyid, b.current().keyid]).toEqual(after);
    expect(
      leaves
        .filter(({ by }) => by === 'operator')
        .map(({ node }) => node)
        .toSorted(),
    ).toEqual(['c', 'd']);
  });

  it('that were down follow when they are back, and new ones have nothing to follow', async () => {
    const a = nodeOf('e');
    const b = nodeOf('f');
    await Promise.all([a.start(), b.start()]);
    const before = b.current().keyid;
    b.stop();
    await a.rotate(OPERATOR);
    const again = nodeOf('f');
    const fresh = nodeOf('g');
    await Promise.all([again.start(), fresh.start()]);
    const made = fresh.current().keyid;
    await pass(TURN_MS);
    expect(again.current().keyid).not.toBe(before);
    expect(fresh.current().keyid).toBe(made);
  });

  it('can be asked again once the change is over, by whichever node', async () => {
    const [a, b] = [nodeOf(), nodeOf()];
    await Promise.all([a.start(), b.start()]);
    await a.rotate(OPERATOR);
    expect((await lateErrorOf(a.rotate(OPERATOR))).code).toBe('SIMPUL_KEY_CHANGING');
    await pass(TURN_MS);
    const between = a.current().keyid;
    await b.rotate(OPERATOR);
    await pass(TURN_MS);
    expect(a.current().keyid).not.toBe(between);
  });
});

describe('a node', () => {
  it('changes nothing for who may not ask', async () => {
    const a = nodeOf();
    await a.start();
    const auditor: Actor = { ...OPERATOR, grants: [{ role: 'auditor' }] };
    expect((await lateErrorOf(a.rotate(auditor))).code).toBe('SIMPUL_DUTY_ROLE_MISSING');
    expect(shared.size).toBe(0);
  });

  it('starts while identity is away, and tells it later', async () => {
    isAway = true;
    const a = nodeOf('h');
    await a.start();
    expect(kidsOf('h')).toEqual([]);
    isAway = false;
    await pass(10_000);
    expect(kidsOf('h')).toEqual([a.current().keyid]);
  });
});
