import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type ErrorTable, PROVIDER, SimpulError } from '@simpul/errors';
import type { Dispatch, ProviderAnswer, RestConnector, RestTarget } from '../src/connector.ts';
import { createDispatcher } from '../src/create-dispatcher.ts';
import { BREAKER_FAILURES, BREAKER_OPEN_MS, BULKHEAD_LIMIT, RETRY_BURST } from '../src/defaults.ts';
import { loadConnector } from '../src/index.ts';
import { ProviderFailure } from '../src/provider-failure.ts';
import { connectionFree, OK, rawProvider, targetAt, testConnector } from './rest/stand-in.ts';

const ANSWER: ProviderAnswer = { status: 200, headers: [], body: new Uint8Array() };
const GET = { method: 'GET', path: '/', headers: [] };
const SOON = { deadlineMs: 1000 };
const target = (id = 'ID-LA/GOV/A/sub/service'): RestTarget => ({ id, close: async () => undefined });

function failure(definition: ErrorTable[string], repeatable = false): ProviderFailure {
  return new ProviderFailure(definition, { repeatable });
}

/** A dispatcher over a connector whose outcomes a test gives in turn. */
function over(...outcomes: (ProviderAnswer | Error)[]): {
  dispatch: ReturnType<typeof createDispatcher>;
  calls: number[];
} {
  const calls: number[] = [];
  const dispatch: Dispatch = async (_, __, options) => {
    calls.push(options.deadlineMs);
    const outcome = outcomes[Math.min(calls.length, outcomes.length) - 1] ?? ANSWER;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const connector: RestConnector = { target: () => target(), dispatch };
  return { dispatch: createDispatcher(connector, { now: () => calls.length * 100 }), calls };
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a retry', () => {
  it('happens once where the provider was not reached, with the time that is left', async () => {
    const { dispatch, calls } = over(failure(PROVIDER.UNREACHABLE, true), ANSWER);
    await expect(dispatch(target(), GET, SOON)).resolves.toMatchObject({ status: 200, attempts: 2 });
    expect(calls).toEqual([1000, 900]);
  });

  it('is not made a second time', async () => {
    const { dispatch, calls } = over(failure(PROVIDER.UNREACHABLE, true));
    await expect(dispatch(target(), GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.UNREACHABLE });
    expect(calls).toHaveLength(2);
  });

  it.each(['POST', 'PATCH'])('is not made for %s', async (method) => {
    const { dispatch, calls } = over(failure(PROVIDER.UNREACHABLE, true));
    await expect(dispatch(target(), { ...GET, method }, SOON)).rejects.toThrow();
    expect(calls).toHaveLength(1);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('is made for %s', async (method) => {
    const { dispatch } = over(failure(PROVIDER.BROKE_OFF, true), ANSWER);
    await expect(dispatch(target(), { ...GET, method }, SOON)).resolves.toMatchObject({ attempts: 2 });
  });

  it.each([
    ['a provider that may have acted', failure(PROVIDER.BROKE_OFF)],
    ['a time-out', failure(PROVIDER.TIMEOUT)],
    ['a refusal of our own', new SimpulError(PROVIDER.EGRESS_REFUSED)],
  ])('is not made after %s', async (_, error) => {
    const { dispatch, calls } = over(error);
    await expect(dispatch(target(), GET, SOON)).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });

  it('is not made after the deadline', async () => {
    const { dispatch, calls } = over(failure(PROVIDER.UNREACHABLE, true));
    await expect(dispatch(target(), GET, { deadlineMs: 100 })).rejects.toThrow();
    expect(calls).toHaveLength(1);
  });

  it('stays within a tenth of the requests once the savings are spent', async () => {
    const outcomes = Array.from({ length: 2000 }, (_, i) =>
      i % 2 === 0 ? failure(PROVIDER.UNREACHABLE, true) : ANSWER,
    );
    const { dispatch } = over(...outcomes);
    const one = target();
    let retried = 0;
    for (let i = 0; i < 200; i += 1) {
      const attempts = await dispatch(one, GET, SOON).then(
        (answer) => answer.attempts,
        () => 1,
      );
      if (attempts === 2) retried += 1;
    }
    expect(retried).toBeGreaterThan(RETRY_BURST);
    expect(retried).toBeLessThanOrEqual(RETRY_BURST + 200 / 10);
  });

  it('reaches a provider that closed a kept connection', async () => {
    const server = await rawProvider((_, socket, connection) => {
      if (connection === 1 && socket.bytesWritten > 0) socket.destroy();
      else socket.write(OK);
    });
    const connector = testConnector();
    const dispatch = createDispatcher(connector);
    const real = targetAt(connector, `http://127.0.0.1:${server.port}`);
    await expect(dispatch(real, GET, SOON)).resolves.toMatchObject({ attempts: 1 });
    await connectionFree();
    await expect(dispatch(real, GET, SOON)).resolves.toMatchObject({ status: 200, attempts: 2 });
    await real.close();
    await server.close();
  });
});

describe('the circuit of a service', () => {
  it.each([PROVIDER.UNREACHABLE, PROVIDER.TIMEOUT, PROVIDER.BROKE_OFF, PROVIDER.TLS_FAILED])(
    'opens after five of $code in a row',
    async (definition) => {
      const { dispatch, calls } = over(failure(definition));
      const one = target();
      for (let i = 0; i < BREAKER_FAILURES; i += 1) {
        await expect(dispatch(one, GET, SOON)).rejects.toMatchObject({ definition });
      }
      await expect(dispatch(one, GET, SOON)).rejects.toMatchObject({
        definition: PROVIDER.CIRCUIT_OPEN,
        retryAfter: BREAKER_OPEN_MS / 1000,
      });
      expect(calls).toHaveLength(BREAKER_FAILURES);
      await expect(dispatch(target(), GET, SOON)).rejects.toMatchObject({ definition });
    },
  );

  it.each([
    ['an error status', { ...ANSWER, status: 503 }],
    ['an answer that is too large', new SimpulError(PROVIDER.RESPONSE_TOO_LARGE)],
    ['a missing secret', new SimpulError(PROVIDER.SECRET_MISSING)],
    ['a time over which this process stood still', new ProviderFailure(PROVIDER.TIMEOUT, { stoodStill: true })],
  ])('is not opened by %s', async (_, outcome) => {
    const { dispatch, calls } = over(outcome);
    const one = target();
    for (let i = 0; i < 2 * BREAKER_FAILURES; i += 1) await dispatch(one, GET, SOON).catch(() => undefined);
    expect(calls).toHaveLength(2 * BREAKER_FAILURES);
  });

  it('lets one request through after a while, and closes when that is answered', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1000);
    const outcomes: Promise<ProviderAnswer>[] = [];
    const probe = Promise.withResolvers<ProviderAnswer>();
    for (let i = 0; i < BREAKER_FAILURES; i += 1) outcomes.push(Promise.reject(failure(PROVIDER.TIMEOUT)));
    outcomes.push(probe.promise);
    for (const outcome of outcomes) outcome.catch(() => undefined);
    const dispatch = createDispatcher({
      target: () => target(),
      dispatch: () => outcomes.shift() ?? Promise.resolve(ANSWER),
    });
    const one = target();
    for (let i = 0; i < BREAKER_FAILURES; i += 1) await dispatch(one, GET, SOON).catch(() => undefined);
    clock.mockReturnValue(1000 + BREAKER_OPEN_MS + 1);
    const probing = dispatch(one, GET, SOON);
    await expect(dispatch(one, GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.CIRCUIT_OPEN });
    probe.resolve(ANSWER);
    await expect(probing).resolves.toMatchObject({ status: 200 });
    await expect(dispatch(one, GET, SOON)).resolves.toMatchObject({ status: 200 });
  });
});

describe('the bulkhead of a provider', () => {
  it('lets 128 exchanges with a subsystem through, refuses the next at once, and leaves others alone', async () => {
    const gate = Promise.withResolvers<ProviderAnswer>();
    const dispatch = createDispatcher({ target: () => target(), dispatch: () => gate.promise });
    const held = Array.from({ length: BULKHEAD_LIMIT }, (_, i) => dispatch(target(`I/C/M/S/s${i}`), GET, SOON));
    await expect(dispatch(target('I/C/M/S/other'), GET, SOON)).rejects.toMatchObject({ definition: PROVIDER.BUSY });
    const elsewhere = dispatch(target('I/C/M/T/other'), GET, SOON);
    gate.resolve(ANSWER);
    await expect(elsewhere).resolves.toMatchObject({ status: 200 });
    await Promise.all(held);
    await expect(dispatch(target('I/C/M/S/other'), GET, SOON)).resolves.toMatchObject({ status: 200 });
  });
});

describe('loading', () => {
  it('gives the connector of a kind', async () => {
    const { createRestConnector } = await loadConnector('rest');
    expect(createRestConnector({ egress: () => [], ownListeners: () => [] }).dispatch).toBeInstanceOf(Function);
  });
});
