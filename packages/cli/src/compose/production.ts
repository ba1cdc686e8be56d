import { CONFIG, SimpulError } from '@simpul/errors';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isLoopbackHost } from '../proxy/host-header.ts';
import type { DoorConfig } from './door-config.ts';
import type { Shape } from './shape.ts';

/** What a start of a production bus is judged by; its region file is checked where it is read. */
export interface ProductionStart {
  readonly publicUrl: string;
  readonly door: DoorConfig;
  readonly shape: Shape;
  /** Folder of the keys that a sandbox makes. */
  readonly credentials: string;
}

/**
 * Refuses to start a process of a production bus with what is only fit for a sandbox.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the setting or the file
 */
export function refuseSandboxSettings({ publicUrl, door, shape, credentials }: ProductionStart): void {
  if (!publicUrl.startsWith('https://')) {
    throw invalid('--public-url', `must begin with https:// in production, and is ${publicUrl}`);
  }
  if (shape.services.includes('gateway') && door.tls === undefined && door.trustedProxy === undefined) {
    throw invalid('--tls-cert', 'is needed in production, or --trusted-proxy where a proxy in front speaks TLS');
  }
  refuseOpenNats(shape);
  if (shape.mongo !== undefined) refuseOpenMongo(shape.mongo);
  const key = readdirSync(credentials).find((name) => name.endsWith('.jwk'));
  if (key !== undefined) throw invalid(join(credentials, key), 'is the key of a sandbox; take it away in production');
}

/** Who may say what on NATS hangs on its users and on nobody listening in between. */
function refuseOpenNats({ cluster }: Shape): void {
  if (cluster === undefined) return;
  if (!cluster.url.split(',').every((server) => server.startsWith('tls://'))) {
    throw invalid('--nats', 'must begin with tls:// in production');
  }
  if (cluster.nkeyFile === undefined) throw invalid('--nats-nkey', 'is needed in production');
}

/** A store on this machine is as open as its files would be; one elsewhere must know who asks, and be alone with us on the way. */
function refuseOpenMongo(address: string): void {
  const { scheme = '', user, hosts = '', query = '' } = MONGO_PARTS.exec(address)?.groups ?? {};
  if (hosts.split(',').every((host) => isLoopbackHost(host.replace(/:\d+$/, '')))) return;
  const options = new URLSearchParams(query);
  if (!user?.includes(':') && options.get('authMechanism') !== 'MONGODB-X509') {
    throw invalid('--mongo', 'must hold user and password in production, for a store that is not on this machine');
  }
  const tls = options.get('tls') ?? options.get('ssl') ?? (scheme === 'mongodb+srv' ? 'true' : 'false');
  if (tls !== 'true') {
    throw invalid('--mongo', 'must say tls=true in production, for a store that is not on this machine');
  }
  const open = UNCHECKED_TLS.find((name) => options.get(name) === 'true');
  if (open !== undefined) throw invalid('--mongo', `may not say ${open}=true in production`);
}

const UNCHECKED_TLS = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'];
const MONGO_PARTS = /^(?<scheme>[a-z+]+):\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/]+)\/[^?]*(?:\?(?<query>.*))?$/;

function invalid(name: string, reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason } });
}
