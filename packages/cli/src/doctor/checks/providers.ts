import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { isNativeError } from 'node:util/types';
import type { Service } from '@simpul/contracts';
import { createEgressGuard, type EgressGuard, type ListenerAddress } from '@simpul/connectors';
import { isSimpulError, PROVIDER } from '@simpul/errors';
import { certificateEnd } from '../certificate-end.ts';
import { tryConnection } from '../connect.ts';
import { type Finding, finding } from '../finding.ts';
import { CONNECTS_AT_ONCE } from '../limits.ts';
import type { KnownRegion, Patient } from '../patient.ts';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Whether the addresses of services are let out by egress and take connections. It must run where the bus runs. */
export async function checkProviders(patient: Patient): Promise<readonly Finding[]> {
  const { folder, region } = patient;
  if (folder === undefined) return [finding('providers-outside')];
  if (region === undefined) return [finding('providers-unknown')];
  const places = placesOf(region, listeners(patient));
  const results: Finding[][] = [];
  const queue = places.values();
  const worker = async (): Promise<void> => {
    for (const place of queue) results.push(await tryPlace(place, patient.terminal.now()));
  };
  await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, worker));
  const found = results.flat();
  const refused = found.filter(({ state }) => state === 'error').length;
  const summary = finding('providers-connect', { count: places.length - refused, all: places.length });
  return places.length === 0 ? [finding('providers-none')] : [...(refused === 0 ? [summary] : []), ...found];
}

/** An address with the services behind it, whose members may address the same. */
interface Place {
  readonly url: URL;
  readonly services: string[];
  readonly ca: string | undefined;
  readonly guard: EgressGuard;
}

/** Disabled services, and those under maintenance, are not called, so they need not answer. */
function placesOf({ objects, settings }: KnownRegion, ownListeners: readonly ListenerAddress[]): Place[] {
  const bound = settings.egress.allow;
  const allowOf = new Map(
    objects.flatMap((object) => (object.kind === 'member' ? [[object.id, object.value.egress?.allow] as const] : [])),
  );
  const places = new Map<string, Place>();
  for (const object of objects) {
    if (object.kind !== 'service' || object.value.status !== 'active') continue;
    const { id, url: text, connector } = object.value satisfies Service;
    if (text === undefined) continue;
    const member = id.split('/').slice(0, 3).join('/');
    const url = new URL(text);
    const allow = allowOf.get(member) ?? bound;
    const key = [url.origin, connector.ca ?? '', ...allow].join(' ');
    const known = places.get(key);
    if (known !== undefined) known.services.push(id);
    else {
      const guard = createEgressGuard({ upperBound: () => bound, allow, ownListeners: () => ownListeners });
      places.set(key, { url, services: [id], ca: connector.ca, guard });
    }
  }
  return [...places.values()];
}

async function tryPlace({ url, services, ca, guard }: Place, now: number): Promise<Finding[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || PORTS[url.protocol]);
  const [service = '', ...more] = services;
  const params = { address: url.origin, service: more.length === 0 ? service : `${service} and ${more.length} more` };
  // A literal address is not looked up, so it is checked here, as the bus does.
  if (isIP(host) !== 0 && guard.refusal(host, port) !== undefined) return [finding('provider-egress', params)];
  try {
    const tls = url.protocol === 'https:' ? { ca: ca === undefined ? undefined : await readFile(ca) } : undefined;
    const ends = await tryConnection({
      host,
      port,
      lookup: guard.lookupFor(port),
      ...(tls === undefined ? {} : { tls }),
    });
    const end = ends === undefined ? undefined : certificateEnd(url.origin, ends, now);
    return end === undefined || end.state === 'ok' ? [] : [end];
  } catch (error) {
    if (isSimpulError(error, PROVIDER.EGRESS_REFUSED)) return [finding('provider-egress', params)];
    if (!isNativeError(error)) throw error;
    return [
      finding('provider-unreachable', { ...params, reason: (error as NodeJS.ErrnoException).code ?? error.message }),
    ];
  }
}

/** Where the bus itself listens: an address that no service may have. */
function listeners({ folder, settings }: Patient): ListenerAddress[] {
  const running = [folder?.endpoint?.url, folder?.endpoint?.metricsUrl].filter((url) => url !== undefined);
  const open = running.map((text) => {
    const { hostname: host, port, protocol } = new URL(text);
    return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port || PORTS[protocol]) };
  });
  return [...open, { host: settings.host, port: settings.port }];
}
