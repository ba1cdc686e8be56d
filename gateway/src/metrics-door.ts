import type { Metrics } from '@simpul/telemetry';
import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** The operator's door on loopback: `/metrics` (Prometheus text) and `/readyz` with reasons. */
export interface MetricsDoor {
  readonly port: number;
  stop(): Promise<void>;
}

export interface MetricsDoorOptions {
  readonly metrics: Metrics;
  readonly port: number;
  /** Take a free port when this one is taken. */
  readonly elsewhere: boolean;
  readonly notReady: () => readonly string[];
}

const HOST = '127.0.0.1';

/** Opens the door. @throws SimpulError `SIMPUL_CONFIG_PORT_TAKEN`. */
export async function openMetricsDoor(options: MetricsDoorOptions): Promise<MetricsDoor> {
  const { metrics, notReady } = options;
  const server = createServer((request, response) => {
    if (request.url === '/metrics') {
      metrics.registry.metrics().then(
        (text) => response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
      return;
    }
    if (request.url === '/readyz') {
      const reasons = notReady();
      const status = reasons.length === 0 ? 200 : 503;
      response
        .writeHead(status, { 'Content-Type': 'application/json' })
        .end(JSON.stringify({ ready: status === 200, reasons }));
      return;
    }
    response.writeHead(404).end();
  });
  const port = await listen(server, { host: HOST, port: options.port, elsewhere: options.elsewhere });
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
