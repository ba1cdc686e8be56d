import { afterEach, describe, expect, it } from '@jest/globals';
import { CALL_BODY_MAX_BYTES, type exchangeDispatch, type Params, type ServiceName } from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import { rawCall } from '@simpul/testing';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { OK, runGateway, type RunningGateway } from './support/running-gateway.ts';

const TARGET = '/r1/ID-LA/GOV/M/S/x';
let running: RunningGateway | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(away: readonly ServiceName[] = [], early = false) {
  const parts = new Set(away);
  running = await runGateway({ away: parts, early });
  const { origin, behind } = running;
  const calls: Params<typeof exchangeDispatch>[] = [];
  behind.dispatch = (call) => {
    calls.push(call);
    return OK;
  };
  const call = (target: string, options: Parameters<typeof rawCall>[2] = {}) =>
    rawCall(origin, target, { ...options, headers: { 'Accept-Language': 'en', ...options.headers } });
  return { running, parts, calls, call };
}

/** An X-Road error, or a problem, as far as it says what is wrong. */
function told(answer: Awaited<ReturnType<typeof rawCall>>) {
  const { type, message, code, title } = JSON.parse(answer.text) as Record<string, string>;
  return {
    status: answer.status,
    retryAfter: answer.headers['retry-after'],
    said: message ?? title,
    code: code ?? type,
  };
}

describe('a gateway whose neighbours are not there yet', () => {
  it('has its door open, says which part is missing, and works as soon as that is there', async () => {
    const { running: gateway, parts, call } = await start(['registry', 'identity', 'exchange', 'audit'], true);
    expect(told(await call(TARGET))).toEqual({
      status: 503,
      retryAfter: '1',
      said: 'The part of the bus called exchange does not answer now (SIMPUL_HTTP_SERVICE_AWAY)',
      code: 'Server.ClientProxy.InternalError',
    });
    expect(told(await call('/listClients'))).toMatchObject({
      status: 503,
      retryAfter: '1',
      said: 'The part of the bus called exchange does not answer now',
      code: 'SIMPUL_HTTP_SERVICE_AWAY',
    });
    expect((await call('/healthz')).status).toBe(200);
    expect(gateway.gateway.notReady()).toBe('not heard of: identity, registry, exchange, audit');

    parts.delete('exchange');
    // It does not know yet which subsystems there are, so it does not guess who calls.
    expect(told(await call(TARGET)).said).toContain('called registry');
    expect(told(await call('/registry/v1/agreements', { headers: { 'X-Road-Client': 'A/B/C/D' } })).said).toContain(
      'called registry',
    );
    parts.clear();
    while (gateway.gateway.notReady() !== undefined) await setImmediate();
    expect((await call(TARGET)).status).toBe(200);
  });
});

describe('a gateway that runs apart from the exchange', () => {
  it('says so with each call', async () => {
    const { calls, call } = await start();
    await call(TARGET);
    expect(calls[0]?.apart).toBe(true);
  });

  it.each(['with a length', 'in chunks'])('passes on a body of 4 MiB %s, and refuses one byte more', async (how) => {
    const { calls, call } = await start();
    const send = (size: number) => {
      const body = Buffer.alloc(size, 'x');
      return call(TARGET, { method: 'POST', body: how === 'in chunks' ? Readable.from([body]) : body });
    };
    expect((await send(CALL_BODY_MAX_BYTES)).status).toBe(200);
    expect(calls[0]?.body).toHaveLength(CALL_BODY_MAX_BYTES);
    expect(told(await send(CALL_BODY_MAX_BYTES + 1))).toMatchObject({
      status: 413,
      said: expect.stringContaining(`larger than ${CALL_BODY_MAX_BYTES} bytes, and this node passes on only`),
    });
    expect(calls).toHaveLength(1);
  });

  it('says of an exchange whose node was lost that the receipt will tell', async () => {
    const { running: gateway, call } = await start();
    gateway.behind.dispatch = () => {
      throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'exchange' } });
    };
    const answer = await call(TARGET);
    expect(told(answer)).toMatchObject({ status: 503, retryAfter: '1', code: 'Server.ClientProxy.NetworkError' });
    const id = String(answer.headers['x-road-request-id']);
    expect(answer.headers['x-simpul-receipt']).toBe(`https://bus.example/audit/v1/receipts/${id}`);
  });
});
