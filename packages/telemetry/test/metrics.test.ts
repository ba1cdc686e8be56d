import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../src/index.ts';

describe('the metrics', () => {
  it('have the names and labels that dashboards rely on', async () => {
    const all = await createMetrics().registry.getMetricsAsJSON();
    const own = all.filter(({ name }) => name.startsWith('simpul_')).map(({ name, type }) => `${name} ${String(type)}`);
    expect(own.toSorted()).toEqual([
      'simpul_bus_packets_dropped_total counter',
      'simpul_client_certificate_end_timestamp_seconds gauge',
      'simpul_door_certificate_end_timestamp_seconds gauge',
      'simpul_exchange_duration_seconds histogram',
      'simpul_exchange_errors_total counter',
      'simpul_exchange_overhead_seconds histogram',
      'simpul_exchanges_open gauge',
      'simpul_http_answers_total counter',
      'simpul_refused_unidentified_total counter',
    ]);
    expect(all.map(({ name }) => name)).toContain('nodejs_eventloop_lag_seconds');
  });

  it('show the bytes of bodies that are held now', async () => {
    const metrics = createMetrics();
    let held = 0;
    metrics.showHeldBytes(() => held);
    held = 4096;
    await expect(metrics.registry.metrics()).resolves.toContain('simpul_held_bytes 4096');
  });

  it('say nothing of a certificate where there is none', async () => {
    const metrics = createMetrics();
    await expect(metrics.registry.metrics()).resolves.not.toMatch(/^simpul_door_certificate_end/m);
    metrics.doorCertificateEnd.set(1_800_000_000);
    await expect(metrics.registry.metrics()).resolves.toContain('seconds 1800000000');
  });

  it('are of one process: two sets do not share anything', async () => {
    const [a, b] = [createMetrics(), createMetrics()];
    a.exchangeErrors.inc({ code: 'SIMPUL_X' });
    a.exchangeDuration.observe({ outcome: 'ok' }, 0.003);
    await expect(a.registry.metrics()).resolves.toContain('simpul_exchange_errors_total{code="SIMPUL_X"} 1');
    await expect(a.registry.metrics()).resolves.toContain(
      'simpul_exchange_duration_seconds_bucket{le="0.004",outcome="ok"} 1',
    );
    await expect(b.registry.metrics()).resolves.not.toContain('SIMPUL_X');
  });
});
