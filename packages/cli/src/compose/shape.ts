import { type Party, PARTIES, type ServiceName, SERVICES, servicesOf } from '@simpul/contracts';
import { CONFIG, SimpulError } from '@simpul/errors';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { UpConfig } from './up-config.ts';

/** What a process is of the bus, and what it is joined to. */
export interface Shape {
  /** Services that run in this process. */
  readonly services: readonly ServiceName[];
  /** Absent: the whole bus is here. */
  readonly cluster?: ClusterPlace;
  /** Address of the database; absent: SQLite files in the data folder. May hold a password. */
  readonly mongo?: string;
}

/** Where a process stands in a cluster. */
export interface ClusterPlace {
  readonly party: Party;
  readonly url: string;
  readonly caFile?: string;
  readonly nkeyFile?: string;
}

const NATS_SERVERS = /^(?:nats|tls):\/\/[^/?#@,\s]+(?:,(?:nats|tls):\/\/[^/?#@,\s]+)*$/;
const MONGO_DATABASE = /^mongodb(?:\+srv)?:\/\/[^/?#\s]+\/[^/?#\s]+(?:\?\S*)?$/;
const LATER = 'messaging';

/**
 * What `--only`, `--nats…` and `--mongo` say together.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the flag
 */
export function readShape(config: UpConfig, cwd: string): Shape {
  const { only, nats, natsCa, natsNkey, mongo } = config;
  if (mongo !== undefined && !MONGO_DATABASE.test(mongo)) {
    throw invalid('--mongo', 'must be mongodb://host:port/database, and name the database');
  }
  const store = mongo === undefined ? {} : { mongo };
  if (nats === undefined) {
    const lonely = Object.entries({ '--only': only, '--nats-ca': natsCa, '--nats-nkey': natsNkey });
    const [flag] = lonely.find(([, value]) => value !== undefined) ?? [];
    if (flag !== undefined) throw invalid(flag, 'needs --nats, by which the processes of a cluster find each other');
    return { services: SERVICES, ...store };
  }
  if (!NATS_SERVERS.test(nats)) {
    throw invalid('--nats', 'must be nats://host:port or tls://host:port, or several of them separated by commas');
  }
  if (config.publicUrl === undefined) throw invalid('--public-url', 'is needed with --nats, the same in every process');
  const services = readServices(only);
  const party = partyOf(services);
  if (party === 'signer' && mongo === undefined) {
    throw invalid(
      '--only',
      'signer needs --mongo, since it and audit meet in the store; without it audit signs itself',
    );
  }
  const files = {
    ...(natsCa === undefined ? {} : { caFile: readable('--nats-ca', resolve(cwd, natsCa)) }),
    ...(natsNkey === undefined ? {} : { nkeyFile: readable('--nats-nkey', resolve(cwd, natsNkey)) }),
  };
  return { services, cluster: { party, url: nats, ...files }, ...store };
}

function readServices(only: string | undefined): readonly ServiceName[] {
  if (only === undefined) throw invalid('--only', 'is needed with --nats, to say which service this process is');
  const names = only.split(',').map((name) => name.trim());
  for (const [index, name] of names.entries()) {
    if (name === LATER) throw invalid('--only', `${LATER} comes later`);
    if (!isService(name)) throw invalid('--only', `there is no service "${name}"; there are ${SERVICES.join(', ')}`);
    if (names.indexOf(name) !== index) throw invalid('--only', `names ${name} twice`);
  }
  return names.filter(isService);
}

/** Audit's signer needs no name of its own on the bus where both run together: it calls nobody. */
function partyOf(services: readonly ServiceName[]): Party {
  const named = services.includes('audit') ? services.filter((name) => name !== 'signer') : services;
  const party = PARTIES.find((one) => {
    const those = servicesOf(one);
    return those.length === named.length && those.every((name) => named.includes(name));
  });
  if (party !== undefined) return party;
  throw invalid('--only', 'a process of a cluster is one service, or gateway,exchange, or audit,signer');
}

function isService(name: string): name is ServiceName {
  return (SERVICES as readonly string[]).includes(name);
}

/** Looked at before anything is made; read again when a connection is made. */
function readable(flag: string, file: string): string {
  try {
    readFileSync(file);
    return file;
  } catch (cause) {
    throw invalid(flag, `${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
}

function invalid(name: string, reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason }, cause });
}
