import { PROVIDER, SimpulError } from '@simpul/errors';
import { Pool } from 'undici';
import type { HeldBytes, RestTarget, TargetSettings } from '../connector.ts';
import { KEEP_ALIVE_MS, MAX_CONNECTIONS, MAX_RESPONSE_BYTES } from '../defaults.ts';
import { createEgressGuard, type EgressRules } from '../egress-guard.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { guardedConnect } from './guarded-connect.ts';
import { LaneClient } from './lane-client.ts';

/** A target whose service can be called. */
interface Ready {
  readonly base: BaseUrl;
  readonly pool: Pool;
  readonly header: Credentials['header'];
  readonly maxBytes: number;
  readonly held: HeldBytes;
}

/** A service version's connections and credentials. No connection is ever shared between two services. */
export class PooledTarget implements RestTarget {
  readonly id: string;
  readonly #state: Ready | SimpulError;

  constructor(settings: TargetSettings, rules: Omit<EgressRules, 'allow'>, held: HeldBytes) {
    this.id = settings.id;
    this.#state = prepare(settings, rules, held);
  }

  /** @throws SimpulError `PROVIDER.SECRET_MISSING` or `PROVIDER.EGRESS_REFUSED` when the settings cannot be used */
  ready(): Ready {
    if (this.#state instanceof SimpulError) {
      throw new SimpulError(this.#state.definition, { cause: this.#state.cause });
    }
    return this.#state;
  }

  async close(): Promise<void> {
    if (!(this.#state instanceof SimpulError)) await this.#state.pool.close();
  }
}

function prepare(settings: TargetSettings, rules: Omit<EgressRules, 'allow'>, held: HeldBytes): Ready | SimpulError {
  const base = parseBaseUrl(settings.url);
  if (!base) return new SimpulError(PROVIDER.EGRESS_REFUSED);
  try {
    const { header, secureContext } = readCredentials(settings.connector);
    const guard = createEgressGuard({ ...rules, allow: settings.allow });
    const pool = new Pool(base.origin, {
      connect: guardedConnect(guard, { port: base.port, secureContext }),
      factory: (origin: URL, options: object) => new LaneClient(origin, options),
      connections: MAX_CONNECTIONS,
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The exchange's deadline is the only clock; the collector keeps it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    return { base, pool, header, maxBytes: settings.maxResponseBytes ?? MAX_RESPONSE_BYTES, held };
  } catch (error) {
    return new SimpulError(PROVIDER.SECRET_MISSING, { cause: error });
  }
}
