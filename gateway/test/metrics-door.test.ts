import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createMetrics } from '@simpul/telemetry';
import { rawCall } from '@simpul/testing';
import { type MetricsDoor, openMetricsDoor } from '../src/metrics-door.ts';

const metrics = createMetrics();
const reasons: string[] = [];
let door: MetricsDoor;
const at = (path: string) => rawCall(`http://127.0.0.1:${door.port}`, path);

beforeAll(async () => {
  door = await openMetricsDoor({ metrics, port: 0, elsewhere: false, notReady: () => reasons });
});
afterAll(() => door.stop());

it('shows the metrics as Prometheus reads them', async () => {
  metrics.refusedUnidentified.inc({ code: 'SIMPUL_X' });
  const answer = await at('/metrics');
  expect(answer.headers['content-type']).toBe(metrics.registry.contentType);
  expect(answer.text).toContain('simpul_refused_unidentified_total{code="SIMPUL_X"} 1');
});

it('says why the process is not ready', async () => {
  expect(JSON.parse((await at('/readyz')).text)).toEqual({ ready: true, reasons: [] });
  reasons.push('the log is halted');
  const answer = await at('/readyz');
  expect(answer.status).toBe(503);
  expect(JSON.parse(answer.text)).toEqual({ ready: false, reasons: ['the log is halted'] });
});

it('has nothing else, and goes elsewhere when its port is taken', async () => {
  expect((await at('/')).status).toBe(404);
  const second = await openMetricsDoor({ metrics, port: door.port, elsewhere: true, notReady: () => [] });
  expect(second.port).not.toBe(door.port);
  await second.stop();
});
