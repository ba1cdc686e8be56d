import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createTracing, parseTraceparent } from '../src/index.ts';
import { sampleRule } from '../src/tracing.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SAMPLED = `00-${TRACE}-b7ad6b7169203331-01`;
const UNSAMPLED = `00-${TRACE}-b7ad6b7169203331-00`;

describe('sampleRule', () => {
  const parents = [undefined, parseTraceparent(SAMPLED), parseTraceparent(UNSAMPLED)];

  it.each<[string | undefined, string | undefined, boolean[]]>([
    [undefined, undefined, [true, true, false]],
    ['parentbased_always_on', undefined, [true, true, false]],
    ['parentbased_always_off', undefined, [false, true, false]],
    ['parentbased_traceidratio', '0.4', [false, true, false]],
    ['parentbased_traceidratio', '0.6', [true, true, false]],
    ['always_on', undefined, [true, true, true]],
    ['always_off', undefined, [false, false, false]],
    ['traceidratio', '0.4', [false, false, false]],
    ['traceidratio', '0.6', [true, true, true]],
    ['traceidratio', undefined, [true, true, true]],
    ['traceidratio', '0', [false, false, false]],
  ])('%s with %s decides for no parent, a sampled one, one that is not', (name, argument, expected) => {
    const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument };
    const rule = sampleRule(env, () => 0.5);
    expect(parents.map((parent) => rule(parent))).toEqual(expected);
  });
});

describe('without an exporter', () => {
  it.each([{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }])(
    'there are ids only: %j',
    async (env) => {
      const tracing = await createTracing(env);
      const span = tracing.start('gateway', 'server', SAMPLED);
      expect(span.traceId).toBe(TRACE);
      // Who records nothing must not break the trace between those who do.
      expect(span.traceparent).toBe(SAMPLED);
      expect(tracing.start('gateway', 'server', undefined).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      expect(tracing.start('gateway', 'server', 'nonsense').traceId).not.toBe(TRACE);
      span.end({}, true);
      await tracing.stop();
    },
  );
});

interface Exported {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

describe('with an exporter', () => {
  let receiver: Server;
  let bodies: string[];
  const before = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];

  beforeEach(async () => {
    bodies = [];
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const address = receiver.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    else process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = before;
    receiver.closeAllConnections();
    await once(receiver.close(), 'close');
  });

  const spans = (): Exported[] =>
    bodies.flatMap((body) => {
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: Exported[] }[] }[];
      };
      return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    });

  it('spans arrive under the span that caused them, from the caller\u2019s down', async () => {
    const tracing = await createTracing({ ...process.env, OTEL_SERVICE_NAME: 'bus-1' });
    const outer = tracing.start('gateway', 'server', SAMPLED);
    const inner = tracing.start('dispatch', 'client', outer.traceparent);
    inner.end({ 'simpul.exchange_id': 'x' }, true);
    outer.end({ 'http.response.status_code': 200 }, false);
    await tracing.stop();
    const [first, second] = spans().toSorted((a, b) => a.name.localeCompare(b.name));
    expect(spans()).toHaveLength(2);
    expect(second).toMatchObject({ name: 'gateway', traceId: TRACE, parentSpanId: 'b7ad6b7169203331', kind: 2 });
    expect(first).toMatchObject({ name: 'dispatch', traceId: TRACE, parentSpanId: second?.spanId, kind: 3 });
    expect(outer.traceparent).toBe(`00-${TRACE}-${second?.spanId}-01`);
    expect([first?.status.code, second?.status.code ?? 0]).toEqual([2, 0]);
    expect(first?.attributes).toEqual([{ key: 'simpul.exchange_id', value: { stringValue: 'x' } }]);
    expect(bodies.join('')).toContain('bus-1');
  });

  it('what is not sampled leaves no span, and says so to the next process', async () => {
    const tracing = await createTracing(process.env);
    const span = tracing.start('gateway', 'server', UNSAMPLED);
    expect(span.traceparent).toBe(UNSAMPLED);
    span.end({}, false);
    await tracing.stop();
    expect(bodies).toEqual([]);
  });
});
