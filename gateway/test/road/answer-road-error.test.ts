import { describe, expect, it } from '@jest/globals';
import { ACCESS, AUTH, BUS, HTTP, REQUEST, SimpulError } from '@simpul/errors';
import { createMetrics } from '@simpul/telemetry';
import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { answerRoadError, type RoadErrorContext } from '../../src/road/answer-road-error.ts';
import { finish } from '../support/fake-request.ts';
import { keptLogger } from '../support/kept-logger.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

interface Answered {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  readonly lines: readonly Record<string, unknown>[];
}

/** Notes what is written in place of sending it. */
class NotedResponse extends ServerResponse {
  status = 0;
  flat: readonly string[] = [];
  body: string | undefined;
  ended = false;

  override writeHead(status: number, headers?: unknown): this {
    this.status = status;
    this.flat = headers as readonly string[];
    return this;
  }

  override write(body: unknown): boolean {
    this.body = body as string;
    return true;
  }

  override end(): this {
    this.ended = true;
    return this;
  }
}

const request = (): IncomingMessage => new IncomingMessage(new Socket());

function answer(
  thrown: unknown,
  more: Partial<RoadErrorContext> = {},
  response = new NotedResponse(Object.assign(request(), { complete: true })),
): Answered {
  const { logger, lines } = keptLogger();
  answerRoadError(response, thrown, {
    id: ID,
    xRoadId: undefined,
    accept: undefined,
    method: 'GET',
    publicUrl: 'https://bus.example',
    style: 'x7',
    dispatched: false,
    metrics: createMetrics(),
    logger,
    ...more,
  });
  const { status, flat, body } = response;
  const headers = flat.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), flat[i + 1] ?? ''] as const] : []));
  return { status, headers, body, lines };
}

const header = ({ headers }: Answered, name: string): readonly string[] =>
  headers.filter(([found]) => found === name).map(([, value]) => value);

describe('an answer with an error', () => {
  const denied = new SimpulError(ACCESS.ENDPOINT_DENIED);

  it('is JSON of X-Road with the exchange id as its detail', () => {
    const answered = answer(denied, { xRoadId: 'their-id' });
    expect(answered.status).toBe(ACCESS.ENDPOINT_DENIED.status);
    expect(header(answered, 'content-type')).toEqual(['application/json']);
    expect(header(answered, 'x-road-error')).toEqual([ACCESS.ENDPOINT_DENIED.exchange?.type]);
    expect(header(answered, 'x-road-request-id')).toEqual([ID]);
    expect(header(answered, 'x-road-id')).toEqual(['their-id']);
    expect(header(answered, 'content-length')).toEqual([String(Buffer.byteLength(answered.body ?? ''))]);
    expect(JSON.parse(answered.body ?? '')).toEqual({
      type: ACCESS.ENDPOINT_DENIED.exchange?.type,
      message: expect.stringContaining(ACCESS.ENDPOINT_DENIED.code),
      detail: ID,
    });
  });

  it.each([
    ['application/xml', 'application/xml'],
    ['text/html, text/xml;q=0.1', 'text/xml'],
    ['text/*', 'text/xml'],
  ])('is XML for Accept: %s', (accept, type) => {
    const answered = answer(denied, { accept });
    expect(header(answered, 'content-type')).toEqual([`${type}; charset=utf-8`]);
    expect(answered.body).toContain(`<detail>${ID}</detail></error>`);
  });

  it('has no body for HEAD, but the length that it would have', () => {
    const answered = answer(denied, { method: 'HEAD' });
    expect(answered.body).toBeUndefined();
    expect(Number(header(answered, 'content-length')[0])).toBeGreaterThan(0);
  });

  it('stands in the log first, under the same id', () => {
    const [line] = answer(denied).lines;
    expect(line).toMatchObject({ exchange: ID, code: ACCESS.ENDPOINT_DENIED.code });
  });

  it('names the receipt only where the log holds the exchange', () => {
    expect(header(answer(denied), 'x-simpul-receipt')).toEqual([`https://bus.example/audit/v1/receipts/${ID}`]);
    expect(header(answer(new SimpulError(REQUEST.CLIENT_MISSING)), 'x-simpul-receipt')).toEqual([]);
    expect(header(answer(new Error('x')), 'x-simpul-receipt')).toEqual([]);
  });

  it('challenges with 401 and nowhere else', () => {
    const answered = answer(new SimpulError(AUTH.TOKEN_MISSING));
    expect(answered.status).toBe(401);
    expect(header(answered, 'www-authenticate')).toEqual([
      expect.stringContaining('resource_metadata="https://bus.example/.well-known/oauth-protected-resource/r1"'),
    ]);
    expect(header(answer(denied), 'www-authenticate')).toEqual([]);
  });

  it('says when to come back and passes on the headers that belong to the error', () => {
    const error = new SimpulError(HTTP.OVERLOADED, { retryAfter: 7, headers: ['Connection', 'close'] });
    const answered = answer(error);
    expect(answered.status).toBe(503);
    expect(header(answered, 'retry-after')).toEqual(['7']);
    expect(header(answered, 'connection')).toEqual(['close']);
    expect(header(answer(denied), 'retry-after')).toEqual([]);
  });
});

describe('an answer while the request is still coming', () => {
  it('is written at once and ended only when the rest was read, so that no reset swallows it', async () => {
    const coming = request();
    const response = new NotedResponse(coming);
    expect(answer(new SimpulError(AUTH.TOKEN_MISSING), {}, response).body).toContain(AUTH.TOKEN_MISSING.code);
    expect(response.ended).toBe(false);
    const closed = once(coming, 'close');
    coming.push('the rest');
    finish(coming);
    await closed;
    expect(response.ended).toBe(true);
  });

  it('is ended when the caller hangs up', async () => {
    const coming = request();
    const response = new NotedResponse(coming);
    answer(new SimpulError(AUTH.TOKEN_MISSING), {}, response);
    const closed = once(coming, 'close');
    coming.destroy();
    await closed;
    expect(response.ended).toBe(true);
  });
});

describe('refusals that leave no record', () => {
  const counted = async (thrown: unknown, dispatched: boolean): Promise<number | undefined> => {
    const metrics = createMetrics();
    answer(thrown, { metrics, dispatched });
    const { values } = await metrics.refusedUnidentified.get();
    return values[0]?.value;
  };

  it('are counted here, but for those that the exchange counted', async () => {
    const missing = new SimpulError(AUTH.TOKEN_MISSING);
    await expect(counted(missing, false)).resolves.toBe(1);
    await expect(counted(missing, true)).resolves.toBeUndefined();
    await expect(counted(new SimpulError(BUS.TIMEOUT, { params: { action: 'x' } }), true)).resolves.toBe(1);
    await expect(counted(new SimpulError(ACCESS.ENDPOINT_DENIED), false)).resolves.toBeUndefined();
  });
});

describe('an error that is not ours', () => {
  const secret = new Error('password=hunter2');

  it('is internal for the caller, and whole in the log', () => {
    const answered = answer(secret);
    expect(answered.status).toBe(500);
    expect(JSON.stringify([answered.headers, answered.body])).not.toContain('hunter2');
    expect(answered.body).toContain(HTTP.INTERNAL.code);
    expect(answered.lines[0]).toMatchObject({ level: 50, err: { message: 'password=hunter2' } });
  });

  it.each([undefined, null, 'text', 7])('is internal when it is %p', (thrown) => {
    expect(answer(thrown).status).toBe(500);
  });
});
