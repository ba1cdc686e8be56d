import type { GatewayConfig } from './config.ts';
import type { Gateway, GatewayDeps } from './gateway.ts';

export type { GatewayConfig } from './config.ts';
export type { Gateway, GatewayDeps } from './gateway.ts';
export { type MetricsDoor, openMetricsDoor } from './metrics-door.ts';
export type { DoorTls } from './tls/door-tls.ts';
export { readTlsFiles } from './tls/read-tls-files.ts';
export { readTrustedProxies } from './tls/trusted-proxies.ts';

/** Creates the only public door: HTTP in, one typed call out. Loaded with the call: not every process has it, but each has other doors. */
export async function create(config: GatewayConfig, deps: GatewayDeps): Promise<Gateway> {
  const { createGateway } = await import('./gateway.ts');
  return createGateway(config, deps);
}
