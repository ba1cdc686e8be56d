import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CheckpointLoop } from '../src/checkpoint-loop.ts';

const LONG_MS = 60_000;

/** A signer whose calls end when the test says so. */
function heldSigner() {
  const calls: PromiseWithResolvers<boolean>[] = [];
  const signOnce = (): Promise<boolean> => {
    const call = Promise.withResolvers<boolean>();
    calls.push(call);
    return call.promise;
  };
  return { calls, signOnce };
}

describe('CheckpointLoop', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('that is stopped while it signs signs what is new, and then never again', async () => {
    const { calls, signOnce } = heldSigner();
    const failures: unknown[] = [];
    const loop = new CheckpointLoop(signOnce, (error) => failures.push(error));
    loop.start();
    await jest.advanceTimersByTimeAsync(LONG_MS);
    expect(calls).toHaveLength(1);
    loop.wake();
    const stopped = loop.stop();
    calls[0]?.resolve(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(2);
    calls[1]?.resolve(false);
    await stopped;
    await jest.advanceTimersByTimeAsync(LONG_MS);
    expect(calls).toHaveLength(2);
    expect(failures).toEqual([]);
  });

  it('that failed while it was being stopped does not sign again', async () => {
    const { calls, signOnce } = heldSigner();
    const failures: unknown[] = [];
    const loop = new CheckpointLoop(signOnce, (error) => failures.push(error));
    loop.start();
    await jest.advanceTimersByTimeAsync(LONG_MS);
    const stopped = loop.stop();
    const error = new Error('the thread ended');
    calls[0]?.reject(error);
    await stopped;
    await jest.advanceTimersByTimeAsync(LONG_MS);
    expect(calls).toHaveLength(1);
    expect(failures).toEqual([error]);
  });
});
