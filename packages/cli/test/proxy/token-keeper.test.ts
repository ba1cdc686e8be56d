import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AccessToken } from '../../src/api/token.ts';
import { createTokenKeeper, NoToken, type TokenKeeper } from '../../src/proxy/token-keeper.ts';

let now: number;
let asked: PromiseWithResolvers<AccessToken>[];
let failures: number[];
let keeper: TokenKeeper;

beforeEach(() => {
  now = 0;
  asked = [];
  failures = [];
  keeper = createTokenKeeper({
    request() {
      const next = Promise.withResolvers<AccessToken>();
      asked.push(next);
      return next.promise;
    },
    now: () => now,
    onToken: () => undefined,
    onFailure: (_error, pauseMs) => void failures.push(pauseMs),
  });
});

const token = (value: string, expiresIn = 300): AccessToken => ({ value, expiresIn }) as AccessToken;
/** Lets the request for a token that is under way end. */
async function settle(outcome: AccessToken | Error): Promise<void> {
  const next = asked.at(-1);
  if (outcome instanceof Error) next?.reject(outcome);
  else next?.resolve(outcome);
  await next?.promise.catch(() => undefined);
  await new Promise(setImmediate);
}
async function holding(value: string, expiresIn?: number): Promise<AccessToken> {
  const got = keeper.get();
  await settle(token(value, expiresIn));
  return got;
}

describe('a token keeper', () => {
  it('asks once for all that wait', async () => {
    const all = Promise.all([keeper.get(), keeper.get(), keeper.get()]);
    await settle(token('a'));
    expect((await all).map(({ value }) => value)).toEqual(['a', 'a', 'a']);
    expect(asked).toHaveLength(1);
  });

  it('gets the next one ahead, while the old one serves', async () => {
    await holding('a');
    now = 224_000;
    await keeper.get();
    expect(asked).toHaveLength(1);
    now = 226_000;
    expect((await keeper.get()).value).toBe('a');
    expect((await keeper.get()).value).toBe('a');
    expect(asked).toHaveLength(2);
    await settle(token('b'));
    expect((await keeper.get()).value).toBe('b');
  });

  it.each([
    [300, 290_000],
    [10, 9000],
  ])('does not use a token of %d s after %d ms', async (life, usedUntil) => {
    await holding('a', life);
    now = usedUntil - 1;
    expect((await keeper.get()).value).toBe('a');
    await settle(new Error('away'));
    now = usedUntil;
    await expect(keeper.get()).rejects.toBeInstanceOf(NoToken);
  });

  it('goes on with the token it has while none is to be had, and asks again after a pause', async () => {
    await holding('a');
    now = 230_000;
    await keeper.get();
    await settle(new Error('away'));
    expect((await keeper.get()).value).toBe('a');
    expect(asked).toHaveLength(2);
    now += 500;
    await keeper.get();
    expect(asked).toHaveLength(3);
  });

  it('says at once that there is none during a pause, and pauses longer each time', async () => {
    for (const pause of [500, 1000, 2000]) {
      const got = keeper.get();
      const failed = got.catch((error: unknown) => error);
      await settle(new Error('away'));
      expect(await failed).toMatchObject({ name: 'NoToken', retryAfter: Math.ceil(pause / 1000) });
      const count = asked.length;
      await expect(keeper.get()).rejects.toBeInstanceOf(NoToken);
      expect(asked).toHaveLength(count);
      now += pause;
    }
    expect(failures).toEqual([500, 1000, 2000]);
  });

  it('never pauses longer than 30 s, and forgets failures with the first token', async () => {
    for (let i = 0; i < 12; i += 1) {
      keeper.get().catch(() => undefined);
      await settle(new Error('away'));
      now += 30_000;
    }
    expect(failures.at(-1)).toBe(30_000);
    await holding('a');
    now += 300_000;
    keeper.get().catch(() => undefined);
    await settle(new Error('away'));
    expect(failures.at(-1)).toBe(500);
  });

  it('replaces a refused token once for all whom it was refused', async () => {
    const first = await holding('a');
    now = 5000;
    const both = Promise.all([keeper.replace(first), keeper.replace(first)]);
    await settle(token('b'));
    expect((await both).map((got) => got?.value)).toEqual(['b', 'b']);
    expect((await keeper.replace(first))?.value).toBe('b');
    expect(asked).toHaveLength(2);
  });

  it('does not replace one that is refused as soon as it came', async () => {
    const first = await holding('a');
    now = 500;
    expect(await keeper.replace(first)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});
