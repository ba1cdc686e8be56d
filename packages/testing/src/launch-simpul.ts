import { readFileSync } from 'node:fs';
import { isClusterShape, launchClusterShape } from './cluster-shape.ts';
import { freePort } from './free-port.ts';
import type { LaunchedSimpul, LaunchOptions } from './launched-simpul.ts';
import { startUp } from './simpul-up.ts';

/**
 * Starts the bus, in the shape of this run, and waits until it says that it is ready.
 * @throws Error with its output when it ends before
 */
export function launchSimpul(options: LaunchOptions): Promise<LaunchedSimpul> {
  return isClusterShape() ? launchClusterShape(options) : launchOneProcess(options);
}

/** The same in one process, whatever the shape of this run. */
export async function launchOneProcess(options: LaunchOptions): Promise<LaunchedSimpul> {
  const { region, data, args = [], env = {}, prefix = [] } = options;
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const up = ['--region', region, '--data', data, '--port', String(port), '--metrics-port', '0', ...args];
  const started = await startUp({ args: up, env, prefix });
  const endpoint = JSON.parse(readFileSync(`${data}/run/endpoint.json`, 'utf8')) as { url: string; metricsUrl: string };
  return {
    process: started.process,
    url: endpoint.url,
    port: Number(new URL(endpoint.url).port),
    metricsUrl: endpoint.metricsUrl,
    data,
    output: () => started.output(),
    stop: () => started.end('SIGTERM'),
    async kill() {
      await started.end('SIGKILL');
    },
  };
}
