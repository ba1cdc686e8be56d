import { describe, expect, it } from '@jest/globals';
import { SimpulError, STORE } from '@simpul/errors';
import { STORE_RETRY_MS } from '../../src/config.ts';
import { createStoreGuard } from '../../src/journal/store-guard.ts';
import { lateErrorOf } from '../error-code.ts';

const failed = (): Promise<never> => Promise.reject(new SimpulError(STORE.FAILED, { params: { reason: 'gone' } }));
const never = (): Promise<never> => new Promise(() => undefined);

function guardOf() {
  let uptime = 0;
  const failures: unknown[] = [];
  const guard = createStoreGuard({ waitMs: 1, uptime: () => uptime, onFailure: (error) => failures.push(error) });
  const codeOf = async (operation: () => Promise<unknown>) => (await lateErrorOf(guard.ask(operation))).code;
  return { guard, failures, codeOf, pass: (ms: number) => (uptime += ms) };
}

describe('a store that answers', () => {
  it('is asked each time, and what it answers or refuses passes', async () => {
    const { guard, codeOf } = guardOf();
    await expect(guard.ask(() => Promise.resolve(1))).resolves.toBe(1);
    const duplicate = new SimpulError(STORE.DUPLICATE, { params: { key: 'proof' } });
    expect(await codeOf(() => Promise.reject(duplicate))).toBe('SIMPUL_STORE_DUPLICATE');
    expect(guard.available()).toBe(true);
  });

  it('is not taken for away because of what a caller made it refuse', async () => {
    const { guard } = guardOf();
    await expect(guard.ask(() => Promise.reject(new TypeError('not well formed')))).rejects.toThrow(TypeError);
    expect(guard.available()).toBe(true);
  });
});

describe.each([
  ['fails', failed, 'SIMPUL_STORE_FAILED'],
  ['does not answer', never, 'SIMPUL_JOURNAL_UNAVAILABLE'],
])('a store that %s', (_, operation, code) => {
  it('is tried by one exchange a second, and refuses the others at once', async () => {
    const { guard, codeOf, pass } = guardOf();
    expect(await codeOf(operation)).toBe(code);
    expect(guard.available()).toBe(false);
    let asked = 0;
    const count = () => {
      asked++;
      return operation();
    };
    expect(await codeOf(count)).toBe('SIMPUL_JOURNAL_UNAVAILABLE');
    expect(asked).toBe(0);
    pass(STORE_RETRY_MS);
    const [first, second] = await Promise.all([codeOf(count), codeOf(count)]);
    expect([first, second, asked]).toEqual([code, 'SIMPUL_JOURNAL_UNAVAILABLE', 1]);
  });

  it('is asked again as soon as it has answered somebody', async () => {
    const { guard, codeOf, pass } = guardOf();
    await codeOf(operation);
    pass(STORE_RETRY_MS);
    await expect(guard.ask(() => Promise.resolve(1))).resolves.toBe(1);
    await expect(guard.ask(() => Promise.resolve(2))).resolves.toBe(2);
    await codeOf(operation);
    guard.answered();
    await expect(guard.ask(() => Promise.resolve(3))).resolves.toBe(3);
  });
});

it('what comes late is told to who asked for that, and makes the store available', async () => {
  const { guard, failures } = guardOf();
  const slow = Promise.withResolvers<number>();
  const told = Promise.withResolvers<number>();
  await lateErrorOf(
    guard.ask(
      () => slow.promise,
      async (result) => told.resolve(result),
    ),
  );
  slow.resolve(7);
  await expect(told.promise).resolves.toBe(7);
  expect([guard.available(), failures]).toEqual([true, []]);
});

it('what fails late is told', async () => {
  const { guard, failures } = guardOf();
  const slow = Promise.withResolvers<number>();
  await lateErrorOf(guard.ask(() => slow.promise));
  const error = new SimpulError(STORE.FAILED);
  slow.reject(error);
  await expect(slow.promise).rejects.toBe(error);
  await new Promise(setImmediate);
  expect([guard.available(), failures]).toEqual([false, [error]]);
});
