import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@simpul/telemetry';
import type { JWK } from 'jose';
import { createRemoteKeys, type RemoteKeys } from '../../src/remote-keys/remote-keys.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const S = { id: 'A/B/C/D', address: 'https://a.example/jwks' };
const key = (kid: string): JWK => ({ kty: 'EC', kid });

let time: number;
let asked: string[];
let answer: () => Promise<readonly JWK[]>;
let remote: RemoteKeys;

beforeEach(() => {
  time = 5;
  asked = [];
  answer = () => Promise.resolve([key('one')]);
  remote = createRemoteKeys({
    fetch: (_id, address) => {
      asked.push(address);
      return answer();
    },
    now: () => time,
    logger: createLogger({ level: 'silent' }),
  });
});

const down = () => Promise.reject(new Error('down'));

describe('keys at an address', () => {
  it('are fetched with the first use and then kept', async () => {
    await expect(remote.keysOf(S, 'one')).resolves.toEqual([key('one')]);
    time += HOUR;
    await remote.keysOf(S, undefined);
    expect(asked).toEqual([S.address]);
  });

  it('are fetched once, however many wait for them', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => remote.keysOf(S, 'one')));
    expect(all.every((keys) => keys.length === 1)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('are fetched anew after an hour', async () => {
    await remote.keysOf(S, 'one');
    time += HOUR + 1;
    answer = () => Promise.resolve([key('two')]);
    await expect(remote.keysOf(S, 'one')).resolves.toEqual([key('two')]);
  });

  it('are looked for again when one is wanted that is not there, once a minute', async () => {
    await remote.keysOf(S, 'one');
    answer = () => Promise.resolve([key('one'), key('two')]);
    await expect(remote.keysOf(S, 'two')).resolves.toEqual([key('one')]);
    time += MINUTE + 1;
    await expect(remote.keysOf(S, 'two')).resolves.toEqual([key('one'), key('two')]);
    for (let i = 0; i < 100; i++) await remote.keysOf(S, `forged-${i}`);
    expect(asked).toHaveLength(2);
  });

  it('are asked for once a minute while the address is down, also where there never were any', async () => {
    answer = down;
    for (let i = 0; i < 10; i++) await expect(remote.keysOf(S, 'one')).resolves.toEqual([]);
    expect(asked).toHaveLength(1);
    time += MINUTE + 1;
    answer = () => Promise.resolve([key('one')]);
    await expect(remote.keysOf(S, 'one')).resolves.toEqual([key('one')]);
  });

  it('serve for a day while the address is down, and no longer', async () => {
    await remote.keysOf(S, 'one');
    answer = down;
    time += 24 * HOUR;
    await expect(remote.keysOf(S, 'one')).resolves.toEqual([key('one')]);
    time += MINUTE + 1;
    await expect(remote.keysOf(S, 'one')).resolves.toEqual([]);
  });

  it('are those of the address that is registered now', async () => {
    await remote.keysOf(S, 'one');
    answer = down;
    await expect(remote.keysOf({ ...S, address: 'https://b.example/jwks' }, 'one')).resolves.toEqual([]);
    expect(asked).toEqual([S.address, 'https://b.example/jwks']);
  });

  it('are forgotten with their subsystem', async () => {
    await remote.keysOf(S, 'one');
    remote.forget(S.id);
    await remote.keysOf(S, 'one');
    expect(asked).toHaveLength(2);
  });
});
