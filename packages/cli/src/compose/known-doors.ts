import type { Shape } from './shape.ts';

interface Door {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'nats:': 4222,
  'tls:': 4222,
  'mongodb:': 27_017,
};

/**
 * Doors of the bus that this process did not open itself, as far as its settings name them by an address or as localhost: the
 * public one, NATS, the store. No service may have such an address.
 */
export function knownDoors({ publicUrl, cluster, mongo }: Shape & { readonly publicUrl: string }): Door[] {
  const nats = cluster?.url.split(',') ?? [];
  return [publicUrl, ...nats, ...(mongo === undefined ? [] : mongoServers(mongo))].flatMap((address) => {
    const url = URL.parse(address);
    if (url === null) return [];
    const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
    return port === undefined ? [] : [{ host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port }];
  });
}

/** Servers of an address that may name several, which is no URL then. */
function mongoServers(address: string): string[] {
  const [, hosts = ''] = /^mongodb:\/\/(?:[^@/]*@)?([^/]+)\//.exec(address) ?? [];
  return hosts === '' ? [] : hosts.split(',').map((host) => `mongodb://${host}`);
}
