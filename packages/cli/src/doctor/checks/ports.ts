import { isSimpulError } from '@simpul/errors';
import { freePort } from '../../compose/free-port.ts';
import { DEFAULT_METRICS_PORT } from '../../compose/up-config.ts';
import { type Finding, finding } from '../finding.ts';
import type { Patient } from '../patient.ts';
import { isLoopbackHost } from '../../proxy/host-header.ts';

const METRICS_HOST = '127.0.0.1';

/** Ports that are to be had or are ours, and who can reach the public door. */
export async function checkPorts(patient: Patient): Promise<readonly Finding[]> {
  const { folder, settings, reached } = patient;
  if (folder === undefined) return [finding('ports-outside'), ...publicHost(patient)];
  const { host, metricsPort } = settings;
  const port = expectedPort(patient);
  const ports =
    folder.state === 'running' || reached?.answers === true
      ? [finding('ports-ours', { url: folder.endpoint?.url ?? patient.address?.url ?? '' })]
      : [...(await tryPort(host, port, 'port')), ...(await tryMetrics(metricsPort))];
  return [...ports, ...publicHost(patient)];
}

/** That of the last start, whose public address holds it where no proxy stands before it. */
function expectedPort({ folder, settings, address }: Patient): number {
  const known = folder?.endpoint?.url ?? address?.publicUrl;
  if (known === undefined || !isLoopbackHost(new URL(known).hostname)) return settings.port;
  return Number(new URL(known).port) || settings.port;
}

async function tryPort(host: string, port: number, flag: string): Promise<Finding[]> {
  try {
    await freePort(host, port);
    if (port === 0) return [];
    return [finding('port-free', { host, port })];
  } catch (error) {
    if (isSimpulError(error)) return [finding('port-taken', { host, port, flag })];
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return [finding('port-refused', { host, port, flag, reason: code })];
  }
}

async function tryMetrics(given: number | undefined): Promise<Finding[]> {
  const found = await tryPort(METRICS_HOST, given ?? DEFAULT_METRICS_PORT, 'metrics-port');
  // Unless it was asked for, another one is taken.
  return given === undefined && found.some(({ state }) => state === 'error')
    ? [finding('metrics-port-elsewhere', { port: DEFAULT_METRICS_PORT })]
    : found;
}

/** Whether the address under which the bus is known fits where it listens. */
function publicHost({ folder, settings, address, reached, region }: Patient): Finding[] {
  if (address === undefined) return [];
  const mode =
    folder?.instance?.mode ?? (reached?.answers === true ? reached.heard.mode : undefined) ?? region?.settings.mode;
  const known = new URL(address.publicUrl);
  const isKnownHere = isLoopbackHost(known.hostname);
  const door = folder?.endpoint?.url === undefined ? settings.host : new URL(folder.endpoint.url).hostname;
  const params = { publicUrl: address.publicUrl, host: door };
  if (mode === 'production' && isKnownHere) return [finding('public-url-local', params)];
  if (mode === 'production' && known.protocol !== 'https:') return [finding('public-url-plain', params)];
  if (folder === undefined) return [];
  if (mode === 'sandbox' && !isLoopbackHost(door)) return [finding('sandbox-open', params)];
  if (!isKnownHere && isLoopbackHost(door) && settings.trustedProxy === undefined)
    return [finding('door-local', params)];
  return [finding('door-fits', params)];
}
