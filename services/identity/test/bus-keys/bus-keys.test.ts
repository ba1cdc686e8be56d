import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Actor } from '@simpul/contracts';
import { DUTY, KEY, RECORD, SimpulError } from '@simpul/errors';
import { createLogger } from '@simpul/telemetry';
import { type BusKeys, createBusKeys } from '../../src/bus-keys/bus-keys.ts';
import { openFileRing } from '../../src/bus-keys/file-ring.ts';

const OPERATOR: Actor = { kind: 'client', id: 'sandbox-operator', grants: [{ role: 'operator' }] };
const PUBLISHED_MS = 6000;
const KEPT_MS = 360_000;

let folder: string;
let keys: BusKeys;
let leaves: Record<string, unknown>[];
let fails: boolean;
let changes: number;

const open = async (): Promise<void> => {
  keys = createBusKeys({
    ring: await openFileRing(folder),
    hold: async (step) => step().then(() => true),
    leaves: {
      async write(leaf) {
        if (fails) throw new SimpulError(RECORD.UNAVAILABLE);
        leaves.push(leaf);
        return 'leaf';
      },
    },
    onChange: () => (changes += 1),
    logger: createLogger({ level: 'silent' }),
  });
  keys.start();
};
/** Ends this process's keys, and reads what it left. */
const restart = async (): Promise<void> => {
  await keys.stop();
  await open();
};
const kids = () => keys.keys().map(({ kid }) => kid);
const files = async () => (await readdir(folder)).toSorted();

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'], now: 1_800_000_000_000 });
  folder = await mkdtemp(join(tmpdir(), 'simpul-bus-keys-'));
  leaves = [];
  fails = false;
  changes = 0;
  await open();
});
afterEach(async () => {
  await keys.stop();
  jest.useRealTimers();
  await rm(folder, { recursive: true });
});

/** Lets time pass, and files be written, until something holds; the test's own limit ends it otherwise. */
async function passUntil(ms: number, holds: () => boolean): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the keys that sign tokens', () => {
  it('change in steps: published, signing with the old one published, the old one gone', async () => {
    const [old = ''] = kids();
    const rotation = await keys.rotate(OPERATOR);
    expect(rotation).toEqual({
      kid: expect.any(String),
      old,
      signsFrom: Date.now() + PUBLISHED_MS,
      oldUntil: Date.now() + PUBLISHED_MS + KEPT_MS,
      record: 'leaf',
    });
    expect(kids()).toEqual([old, rotation.kid]);
    expect(leaves).toEqual([{ type: 'key.added', op: `${rotation.kid}/bus`, actor: 'sandbox-operator' }]);
    await jest.advanceTimersByTimeAsync(PUBLISHED_MS - 1);
    expect([kids(), changes]).toEqual([[old, rotation.kid], 1]);
    await passUntil(1, () => changes === 2);
    expect(kids()).toEqual([rotation.kid, old]);
    expect(await files()).toEqual(['token-signing.jwk', 'token-signing.previous.jwk']);
    await passUntil(KEPT_MS, () => changes === 3);
    expect(kids()).toEqual([rotation.kid]);
    expect(leaves[1]).toEqual({ type: 'key.revoked', op: `${old}/bus` });
    expect(await files()).toEqual(['token-signing.jwk']);
    await expect(keys.rotate(OPERATOR)).resolves.toMatchObject({ old: rotation.kid });
  });

  it('lie in files for their owner alone', async () => {
    await keys.rotate(OPERATOR);
    for (const name of await files()) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('change one at a time, by an operator of the whole region', async () => {
    const scoped: Actor = { ...OPERATOR, grants: [{ role: 'operator', scope: '18' }] };
    await expect(keys.rotate(scoped)).rejects.toMatchObject({ code: DUTY.SCOPE_MISSING.code });
    await expect(keys.rotate({ ...OPERATOR, grants: [] })).rejects.toMatchObject({ code: DUTY.ROLE_MISSING.code });
    const tries = await Promise.allSettled([keys.rotate(OPERATOR), keys.rotate(OPERATOR)]);
    expect(tries.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(keys.rotate(OPERATOR)).rejects.toMatchObject({ code: KEY.CHANGING.code, retryAfter: 366 });
    await passUntil(PUBLISHED_MS, () => changes === 2);
    await expect(keys.rotate(OPERATOR)).rejects.toMatchObject({ code: KEY.CHANGING.code, retryAfter: 360 });
  });

  it('stay as they are where the leaf of a new one cannot be written', async () => {
    fails = true;
    const before = kids();
    await expect(keys.rotate(OPERATOR)).rejects.toMatchObject({ code: RECORD.UNAVAILABLE.code });
    expect([kids(), changes, await files()]).toEqual([before, 0, ['token-signing.jwk']]);
  });

  it('keep the old one until its leaf can be written', async () => {
    const { kid, old } = await keys.rotate(OPERATOR);
    await passUntil(PUBLISHED_MS, () => changes === 2);
    fails = true;
    await jest.advanceTimersByTimeAsync(KEPT_MS);
    expect(kids()).toEqual([kid, old]);
    fails = false;
    await passUntil(10_000, () => changes === 3);
    expect(kids()).toEqual([kid]);
  });
});

describe('a process that ends while keys change', () => {
  it('publishes the new key again for as long before it signs', async () => {
    const { kid, old } = await keys.rotate(OPERATOR);
    await jest.advanceTimersByTimeAsync(PUBLISHED_MS - 1);
    await restart();
    expect(kids()).toEqual([old, kid]);
    await jest.advanceTimersByTimeAsync(PUBLISHED_MS - 1);
    expect(kids()).toEqual([old, kid]);
    await passUntil(1, () => changes === 2);
    expect(kids()).toEqual([kid, old]);
  });

  it('goes on publishing the old key until its time, also where that came meanwhile', async () => {
    const { kid, old } = await keys.rotate(OPERATOR);
    await passUntil(PUBLISHED_MS, () => changes === 2);
    await restart();
    expect(kids()).toEqual([kid, old]);
    await keys.stop();
    jest.setSystemTime(Date.now() + KEPT_MS);
    await open();
    await passUntil(0, () => changes === 3);
    expect(kids()).toEqual([kid]);
    expect(leaves.map(({ type }) => type)).toEqual(['key.added', 'key.revoked']);
  });

  it('does a switch again that was half done: the old key was set aside, and still signs', async () => {
    const { kid, old } = await keys.rotate(OPERATOR);
    await keys.stop();
    const current = JSON.parse(await readFile(join(folder, 'token-signing.jwk'), 'utf8')) as object;
    await writeFile(join(folder, 'token-signing.previous.jwk'), JSON.stringify({ ...current, exp: 1_800_000_366 }));
    await open();
    expect(kids()).toEqual([old, kid]);
    await passUntil(PUBLISHED_MS, () => changes === 2);
    expect(kids()).toEqual([kid, old]);
    expect(await files()).toEqual(['token-signing.jwk', 'token-signing.previous.jwk']);
  });

  it('does not start with a file that holds something else', async () => {
    await keys.stop();
    await writeFile(join(folder, 'token-signing.next.jwk'), '{"kty":"RSA"}');
    await expect(open()).rejects.toMatchObject({ code: 'SIMPUL_CONFIG_INVALID' });
    await rm(join(folder, 'token-signing.next.jwk'));
    await open();
  });
});
