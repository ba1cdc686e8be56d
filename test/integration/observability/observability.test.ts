import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Leaf } from '@simpul/contracts';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { eventually } from '../sandbox/eventually.ts';
import { readPublicLog } from '../sandbox/public-log.ts';
import { hurrySlowService, type SandboxBus, type SentCall, startSandboxBus } from '../sandbox/sandbox-bus.ts';
import { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
import { planted } from './planted.ts';
import { answered, parsed, placesIn, privateKeys, type Told } from './search.ts';
import { recordTokenRequests, type TokenRequests } from './token-requests.ts';
import { BROUGHT_TRACE, useWholeSandbox } from './whole-sandbox.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

let bus: SandboxBus;
let receiver: OtlpReceiver;
let tokenRequests: TokenRequests;
let leaves: readonly Leaf[];
let stoppedBy: number | null;
/** Everything that the bus tells, by where it tells it. */
let told: Told;
/** Everything that reached the stand-in systems or came from them, and everything that was sent to the bus. */
let atProvider: string;
let atBus: string;
let keys: ReadonlyMap<string, string>;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  tokenRequests = recordTokenRequests();
  bus = await startSandboxBus({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    args: ['--log-level', 'debug'],
    edit: hurrySlowService,
  });
  await useWholeSandbox(bus);
  const last = String((await bus.call(CONSUMER, PERMITS, '/permits/126')).headers['x-road-request-id']);
  const log = await eventually(async () => {
    const read = await readPublicLog(bus.url);
    return read.leaves.some(({ id }) => id === last) ? read : undefined;
  });
  ({ leaves } = log);
  const metrics = await (await request(`${bus.simpul.metricsUrl}/metrics`)).body.text();
  keys = privateKeys(bus.data);
  stoppedBy = await bus.simpul.stop();
  told = new Map([
    ['log', readFileSync(join(bus.data, 'run', 'simpul.log'), 'utf8')],
    ['output', bus.simpul.output()],
    ['spans', receiver.text()],
    ['metrics', metrics],
    ['leaves', log.text],
    [
      'errors',
      bus.sent
        .filter(isError)
        .map(({ answer }) => answer.text)
        .join('\n'),
    ],
  ]);
  atProvider = bus.recorded
    .map((one) => [one.target, JSON.stringify(one.headers), one.body, one.answer].join('\n'))
    .join('\n');
  atBus = [
    ...bus.sent.flatMap(({ target, call }) => [
      target,
      JSON.stringify(call.headers),
      typeof call.body === 'string' ? call.body : '',
    ]),
    ...bus.sent.map(({ call }) => Buffer.from(call.headers?.['dpop']?.split('.')[1] ?? '', 'base64url').toString()),
    ...tokenRequests.values,
  ].join('\n');
});
afterAll(async () => {
  await bus.stop();
  await receiver.stop();
});

const CONSUMER = 'GOV/1871-DISDUKCAPIL/siak';
const PERMITS = 'GOV/1871-DPMPTSP/sicantik/permit-status';

/** Whether an answer is an error of the bus itself. */
function isError({ answer }: SentCall): boolean {
  const problem = String(answer.headers['content-type']).startsWith('application/problem+json');
  return (
    problem || answer.headers['x-road-error'] !== undefined || (answer.status >= 400 && answer.text.includes('error'))
  );
}

const placesOf = (value: string): string[] => placesIn(told, value);

describe('what the bus tells holds nothing of what passed through it', () => {
  it('while the search finds what is there, in each place', () => {
    expect([...told.keys()].filter((place) => (told.get(place) ?? '').length < 200)).toEqual([]);
    expect(placesOf('SIMPUL_ACCESS_AGREEMENT_SUSPENDED').map((found) => found.split(':', 1)[0])).toEqual([
      'log',
      'metrics',
      'leaves',
      'errors',
    ]);
    expect(placesOf('simpul.exchange_id').map((found) => found.split(':', 1)[0])).toEqual(['spans']);
    expect(placesOf(bus.url).map((found) => found.split(':', 1)[0])).toContain('output');
  });

  it('while the search finds a planted value however it is written', () => {
    const value = 'JALAN "QYXWANGI" 44';
    for (const line of [`x ${value} y`, JSON.stringify({ value }), `/cari?x=${encodeURIComponent(value)}`]) {
      expect(placesIn(new Map([['log', `one\n${line}\ntwo`]]), value)).toEqual([`log: ${line}`]);
    }
  });

  it.each(planted())('no $what', ({ value, seen }) => {
    expect((seen === 'provider' ? atProvider : atBus).includes(value)).toBe(true);
    expect(placesOf(value)).toEqual([]);
  });

  it('no secret of a provider’s system', () => {
    for (const name of ['siak', 'sicantik']) {
      const secret = readFileSync(join(bus.region, '..', 'secrets', name), 'utf8').trim();
      const basic = Buffer.from(`simpul:${secret}`).toString('base64');
      expect([secret, basic].some((form) => atProvider.includes(form))).toBe(true);
      expect([...placesOf(secret), ...placesOf(basic)]).toEqual([]);
    }
  });

  it('no private key', () => {
    expect([...keys.keys()]).toEqual(expect.arrayContaining(['credentials/operator.jwk']));
    expect(keys.size).toBeGreaterThan(60);
    for (const [file, secret] of keys) {
      expect([file, secret.length > 30]).toEqual([file, true]);
      expect([file, ...placesOf(secret)]).toEqual([file]);
    }
  });

  it('no access token, no proof, no client assertion, nor their claims', () => {
    const sent = bus.sent.map(({ call }) => call.headers ?? {});
    const tokens = sent.flatMap(({ authorization }) =>
      authorization?.startsWith('DPoP ey') ? [authorization.slice(5)] : [],
    );
    const proofs = [...sent.flatMap(({ dpop }) => dpop ?? []), ...tokenRequests.proofs];
    for (const kind of [tokens, proofs, tokenRequests.assertions]) expect(kind.length).toBeGreaterThan(10);
    for (const jws of new Set([...tokens, ...proofs, ...tokenRequests.assertions])) {
      const [header = '', payload = '', signature = ''] = jws.split('.');
      if (signature === '') continue;
      const { jti = payload } = parsed(Buffer.from(payload, 'base64url').toString()) as { jti?: string };
      // Headers are alike for all tokens; payload, signature and id are of this one alone.
      expect([header, ...[payload, signature, jti].flatMap(placesOf)]).toEqual([header]);
    }
  });

  it('nothing that a provider’s system answered', () => {
    const published = globSync(['lampung.yaml', 'openapi/*'], { cwd: join(bus.region, '..') })
      .map((file) => readFileSync(join(bus.region, '..', file), 'utf8'))
      .join('\n');
    const values = new Set(bus.recorded.flatMap(({ answer }) => answered(parsed(answer))));
    // What the region file itself says is no secret.
    const own = [...values].filter((value) => !published.includes(value));
    expect(own.length).toBeGreaterThan(100);
    expect(own.flatMap(placesOf)).toEqual([]);
  });

  it('no whole address of an exchange', () => {
    const targets = new Set(bus.recorded.map(({ target }) => target).filter((target) => /\d|\?/.test(target)));
    expect(targets.size).toBeGreaterThan(10);
    expect([...targets].flatMap(placesOf)).toEqual([]);
    const below = bus.sent
      .map(({ target }) => /^\/r1(?:\/[^/?]+){5}(\/.*\d.*)$/.exec(target)?.[1])
      .filter((path) => path !== undefined);
    // The example of the contract, which `up` prints in its welcome.
    const others = [...new Set(below)].filter((path) => path !== '/permits/123');
    expect(others.length).toBeGreaterThan(10);
    expect(others.flatMap(placesOf)).toEqual([]);
  });
});

describe('an error names an id', () => {
  const unlogged = (belongs: (target: string) => boolean) =>
    bus.sent
      .filter(isError)
      .filter(({ target }) => belongs(target))
      .map(({ target, answer }) => {
        const { detail, instance } = parsed(answer.text) as { detail?: string; instance?: string };
        return { target, id: detail ?? instance?.slice('urn:uuid:'.length) };
      })
      .filter(({ id }) => id === undefined || !(told.get('log') ?? '').includes(id));

  it('that stands in the log', () => {
    expect(bus.sent.filter(isError).length).toBeGreaterThan(30);
    expect(unlogged((target) => !target.startsWith('/oauth2/'))).toEqual([]);
  });

  // Identity's own problems name an id that nothing logs.
  it('that stands in the log, below /oauth2 too', () => {
    expect(unlogged((target) => target.startsWith('/oauth2/') && target !== '/oauth2/token')).toEqual([]);
  });
});

describe('an exchange is one trace', () => {
  const spansOf = (id: string) => {
    const first = receiver.spans.find(({ attributes }) =>
      attributes.some(({ key, value }) => key === 'simpul.exchange_id' && value['stringValue'] === id),
    );
    return receiver.spans.filter(({ traceId }) => traceId === first?.traceId);
  };

  it('of gateway, exchange and provider, each within the other, for every one that was dispatched', () => {
    const closed = leaves.filter(({ type }) => type === 'exchange.closed');
    expect(closed.length).toBeGreaterThan(15);
    expect(new Set(closed.map(({ trace }) => trace)).size).toBe(closed.length);
    for (const { id, trace } of closed) {
      const spans = spansOf(id);
      const [gateway, exchange, provider, ...more] = ['gateway', 'exchange', 'provider'].flatMap((name) =>
        spans.filter((span) => span.name === name),
      );
      expect([id, more, spans.length]).toEqual([id, [], 3]);
      expect(gateway?.traceId).toBe(trace);
      expect([exchange?.parentSpanId, provider?.parentSpanId]).toEqual([gateway?.spanId, exchange?.spanId]);
      if (trace !== BROUGHT_TRACE.traceId) expect(gateway?.parentSpanId ?? '').toBe('');
      const seen = bus.recorded.filter((one) => one.headers['x-road-request-id'] === id);
      expect(seen.length).toBeGreaterThan(0);
      for (const { headers } of seen) expect(headers['traceparent']).toBe(`00-${trace}-${provider?.spanId}-01`);
    }
  });

  it('that goes on where the consumer’s left off', () => {
    const gateway = receiver.spans.find(({ traceId, name }) => traceId === BROUGHT_TRACE.traceId && name === 'gateway');
    expect(gateway?.parentSpanId).toBe(BROUGHT_TRACE.spanId);
  });

  it('without a provider where it was refused', () => {
    const denied = leaves.filter(({ type }) => type === 'exchange.denied');
    expect(denied.length).toBeGreaterThan(10);
    for (const { id, trace } of denied) {
      const spans = spansOf(id);
      expect([id, spans.map(({ name }) => name).toSorted()]).toEqual([id, ['exchange', 'gateway']]);
      expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([trace]));
      expect(bus.recorded.filter((one) => one.headers['x-road-request-id'] === id)).toEqual([]);
    }
  });
});

describe('metrics', () => {
  it('count exchanges and their own share of time by outcome', () => {
    const metrics = told.get('metrics') ?? '';
    for (const name of ['simpul_exchange_duration_seconds', 'simpul_exchange_overhead_seconds']) {
      expect(metrics).toMatch(new RegExp(`^${name}_bucket\\{[^}]*outcome="ok"[^}]*\\} \\d+$`, 'm'));
      expect(metrics).toMatch(new RegExp(`^${name}_count\\{outcome="error"\\} \\d+$`, 'm'));
    }
    expect(metrics).toMatch(/^simpul_exchange_errors_total\{code="SIMPUL_ACCESS_QUOTA_EXCEEDED"\} 1$/m);
  });
});

it('the bus ends well', () => expect(stoppedBy).toBe(0));
