import { ERROR_STYLES, type ErrorStyle, SimpulError } from '@simpul/errors';
import { untilStopped } from '../compose/until-stopped.ts';
import { findClient } from '../credentials/client-key.ts';
import { findBus } from '../credentials/find-bus.ts';
import { CLI } from '../errors.ts';
import { createBusClient } from '../proxy/bus-client.ts';
import { isLoopbackHost } from '../proxy/host-header.ts';
import { DEFAULT_LISTEN } from '../proxy/limits.ts';
import { startProxy } from '../proxy/proxy.ts';
import type { openProxySigner, ProxySigner } from '../proxy/signer.ts';
import { createReports } from '../proxy/reports.ts';
import { createUpstream } from '../proxy/upstream.ts';
import { startAgainWhenCold } from '../proxy/warm-start.ts';
import type { Terminal } from '../terminal.ts';
import { httpUrl, type ListenAddress, parseListenAddress } from '../witness/listen-address.ts';

/** Options of `simpul proxy`. */
export interface ProxyFlags {
  readonly as: string;
  readonly listen?: string;
  readonly allowRemoteCallers?: boolean;
  readonly data?: string;
  readonly url?: string;
  readonly key?: string;
  readonly errorStyle?: string;
  readonly sign?: boolean;
  readonly json?: boolean;
}

/** Runs a proxy in this process until it is told to stop. @throws SimpulError when it cannot start */
export async function runProxy(flags: ProxyFlags, terminal: Terminal): Promise<void> {
  startAgainWhenCold();
  const address = parseListenAddress(flags.listen ?? DEFAULT_LISTEN);
  const remote = flags.allowRemoteCallers === true;
  if (!remote && !isLoopbackHost(address.host)) throw usage(remoteRefusal(address));
  const style = errorStyleOf(flags.errorStyle);
  const place = await findBus(flags, terminal);
  const upstream = createUpstream({ url: place.url, serverName: new URL(place.publicUrl).hostname });
  const reports = createReports(terminal, { json: flags.json === true });
  const bus = { ...place, http: createBusClient(upstream, place.url) };
  const { id: clientId } = await findClient(bus, flags, terminal);
  const signer = flags.sign === true ? await openSigner(bus, { ...flags, as: clientId }, terminal) : undefined;
  const { stopped } = untilStopped();
  const proxy = await startProxy({
    bus,
    upstream,
    clientId,
    address,
    remote,
    style,
    readClient: () => findClient(bus, { ...flags, as: clientId }, terminal),
    signer,
    reports,
  });
  const isOpen = !isLoopbackHost(proxy.address.host);
  if (isOpen && !remote) {
    // A name such as "localhost" may mean another address on this machine.
    await proxy.stop();
    throw usage(remoteRefusal(proxy.address));
  }
  if (isOpen) reports.warning(`whoever can reach ${httpUrl(proxy.address)} now calls as ${clientId}, without a key`);
  reports.ready({ url: httpUrl(proxy.address), client: clientId, bus: place.publicUrl });
  await stopped;
  reports.stopping();
  await proxy.stop();
  reports.stopped();
}

/** Loaded only where something is signed, since a proxy holds for months what it loads. */
async function openSigner(...given: Parameters<typeof openProxySigner>): Promise<ProxySigner> {
  const signer = await import('../proxy/signer.ts');
  return signer.openProxySigner(...given);
}

function remoteRefusal({ host }: ListenAddress): string {
  return `--listen ${host}: other machines could reach it, and whoever does calls as the subsystem; take 127.0.0.1, or add --allow-remote-callers and let a firewall say who may`;
}

function errorStyleOf(text = 'x7'): ErrorStyle {
  const style = ERROR_STYLES.find((known) => known === text);
  if (style === undefined) throw usage(`--error-style ${text}: expected ${ERROR_STYLES.join(' or ')}`);
  return style;
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
