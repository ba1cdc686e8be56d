import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeAgency, hasNatsServer, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { Pool, request } from 'undici';
import { callOnce } from '../fault/support/load-client.ts';
import { until } from '../fault/support/until.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../integration/observability/otlp-receiver.ts';
import { type OpenCluster, startOpenCluster } from './support/open-cluster.ts';

const PATIENCE_MS = 30_000;
const suite = hasNatsServer() ? describe : describe.skip;

suite('an exchange whose gateway and exchange node run apart', () => {
  const folder = temporaryFolder();
  let agency: FakeAgency;
  let receiver: OtlpReceiver;
  let open: OpenCluster;
  let exchangeId: string;

  beforeAll(async () => {
    agency = await startFakeAgency();
    receiver = await startOtlpReceiver();
    open = await startOpenCluster({
      folder: folder.path,
      agencyUrl: agency.url,
      store: 'sqlite',
      layout: ['gateway', 'exchange', 'identity', 'registry', 'audit'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'always_on' },
    });
    const pool = new Pool(open.cluster.url, { connections: 1 });
    const end = await callOnce(pool);
    await pool.destroy();
    if (end.kind !== 'answered') throw new Error(`the call was ${JSON.stringify(end)}`);
    exchangeId = end.exchange;
  });
  afterAll(async () => {
    await receiver.stop();
    await agency.stop();
    await open.stop();
    folder.remove();
  });

  it('is one trace, in which each span names the one that called it', async () => {
    const spans = await until('three spans', PATIENCE_MS, async () => {
      const first = receiver.spans.find(({ attributes }) =>
        attributes.some(({ key, value }) => key === 'simpul.exchange_id' && value['stringValue'] === exchangeId),
      );
      const all = receiver.spans.filter(({ traceId }) => traceId === first?.traceId);
      return all.length >= 3 ? all : undefined;
    });
    const [gateway, exchange, provider] = ['gateway', 'exchange', 'provider'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(spans).toHaveLength(3);
    expect(exchange?.parentSpanId).toBe(gateway?.spanId);
    expect(provider?.parentSpanId).toBe(exchange?.spanId);
    // What the provider was told goes on from there.
    expect(agency.seen.at(-1)?.headers['traceparent']).toContain(`${provider?.traceId}-${provider?.spanId}`);
  });

  it('is counted where it was done', async () => {
    const counts = await Promise.all(
      open.cluster.processes.map(async (one) => {
        const { body } = await request(`${one.endpoint().metricsUrl}/metrics`);
        const text = await body.text();
        return [one.only, /^simpul_exchange_duration_seconds_count\{outcome="ok"\} 1$/m.test(text)];
      }),
    );
    expect(counts.filter(([, isCounted]) => isCounted)).toEqual([['exchange', true]]);
  });
});
