import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Actor } from '@simpul/contracts';
import { KEY } from '@simpul/errors';
import { type DocumentStore, LEASES, openLeases, openSqliteDocumentStore } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { temporaryFolder } from '@simpul/testing';
import { type BusKeys, createBusKeys } from '../../src/bus-keys/bus-keys.ts';
import { openFileRing } from '../../src/bus-keys/file-ring.ts';
import { openSharedRing, SHARED_RING } from '../../src/bus-keys/shared-ring.ts';

const OPERATOR: Actor = { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] };
const PUBLISHED_MS = 6000;
const KEPT_MS = 360_000;
const SECRET = randomBytes(32);

let folder: ReturnType<typeof temporaryFolder>;
let store: DocumentStore;
let leaves: Record<string, unknown>[];
let running: BusKeys[];

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'], now: 1_800_000_000_000 });
  folder = temporaryFolder();
  leaves = [];
  running = [];
  const collections = [SHARED_RING, LEASES];
  store = await openSqliteDocumentStore({ file: `${folder.path}/identity.sqlite`, collections, format: 1 });
});
afterEach(async () => {
  for (const keys of running) await keys.stop();
  jest.useRealTimers();
  await store.close();
  folder.remove();
});

const ringOf = (node: string, secret: Uint8Array = SECRET) =>
  openSharedRing({ store, secret, folder: `${folder.path}/${node}` });

/** A process that signs with the ring. */
async function start(node: string): Promise<BusKeys> {
  const leases = openLeases(store);
  const keys = createBusKeys({
    ring: await ringOf(node),
    leaves: {
      async write(leaf) {
        leaves.push(leaf);
        return 'leaf';
      },
    },
    hold: (step) => leases.hold('bus-keys', step),
    onChange: () => undefined,
    logger: createLogger({ level: 'silent' }),
  });
  keys.start();
  running.push(keys);
  return keys;
}
const kids = (keys: BusKeys) => keys.keys().map(({ kid }) => kid);

/** Lets time pass, and the store answer, until something holds; the test's own limit ends it otherwise. */
async function passUntil(ms: number, holds: () => boolean): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  while (!holds()) {
    await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(1);
  }
}

describe('keys that several processes sign with', () => {
  it('are made by one of those who come at once', async () => {
    const [a, b] = await Promise.all([start('a'), start('b')]);
    expect(kids(b)).toEqual(kids(a));
    expect(kids(a)).toHaveLength(1);
  });

  it('come from the files of a process that was alone', async () => {
    const [own] = [(await openFileRing(`${folder.path}/a`)).state().current.kid];
    expect(kids(await start('a'))).toEqual([own]);
    expect(kids(await start('b'))).toEqual([own]);
  });

  it('change in the same steps everywhere, each with one leaf', async () => {
    const [a, b] = [await start('a'), await start('b')];
    const { kid, old } = await a.rotate(OPERATOR);
    expect((await b.keysNow()).map((key) => key.kid)).toEqual([old, kid]);
    await expect(b.rotate(OPERATOR)).rejects.toMatchObject({ code: KEY.CHANGING.code });
    await jest.advanceTimersByTimeAsync(PUBLISHED_MS - 100);
    expect([kids(a), kids(b)]).toEqual([
      [old, kid],
      [old, kid],
    ]);
    await passUntil(100, () => kids(a)[0] === kid && kids(b)[0] === kid);
    expect([kids(a), kids(b)]).toEqual([
      [kid, old],
      [kid, old],
    ]);
    await passUntil(KEPT_MS, () => kids(a).length === 1 && kids(b).length === 1);
    expect([kids(a), kids(b)]).toEqual([[kid], [kid]]);
    expect(leaves.map(({ type, op }) => [type, op])).toEqual([
      ['key.added', `${kid}/bus`],
      ['key.revoked', `${old}/bus`],
    ]);
  });

  it('go on changing where the process that began it has ended', async () => {
    const [a, b] = [await start('a'), await start('b')];
    const { kid } = await a.rotate(OPERATOR);
    await a.stop();
    await passUntil(PUBLISHED_MS, () => kids(b)[0] === kid);
    expect(kids(await start('c'))).toEqual(kids(b));
  });

  it('are looked at again by a process that stood still, before it signs', async () => {
    const [a, b] = [await start('a'), await start('b')];
    await b.stop();
    const { kid } = await a.rotate(OPERATOR);
    expect(kids(b)).not.toContain(kid);
    jest.advanceTimersByTime(5001);
    await b.freshen();
    expect(kids(b)).toContain(kid);
  });

  it('are not to be read in the store, nor by a process with another secret', async () => {
    await start('a');
    const text = JSON.stringify(await store.collection(SHARED_RING).get('ring'));
    expect(text).not.toContain('"d"');
    await expect(ringOf('b', randomBytes(32))).rejects.toMatchObject({
      code: 'SIMPUL_CONFIG_INVALID',
      params: { name: '--nats-nkey' },
    });
  });
});
