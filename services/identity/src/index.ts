import { join } from 'node:path';
import { type Bus, followRegistry, type Module } from '@simpul/bus';
import { BUS, SimpulError } from '@simpul/errors';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { addressesOf, type IdentityConfig } from './config.ts';
import { SCOPES } from './domain/profile.ts';
import { createRateLimiter } from './domain/rate-limiter.ts';
import { type ClientDirectory, createClientDirectory } from './provider/client-directory.ts';
import { createProvider } from './provider/create-provider.ts';
import { createPlayer } from './provider/play-request.ts';
import { declareService } from './service.ts';
import { loadOrCreateKey, loadOrCreateSecret, type PrivateKey } from './store/key-file.ts';
import { COLLECTIONS, FORMAT, openReplays } from './store/replays.ts';

export type { IdentityConfig } from './config.ts';

export interface IdentityDependencies {
  readonly bus: Bus;
  readonly logger: Logger;
  /** Opens this service's store; the service closes it. */
  readonly openStore: (
    collections: readonly CollectionSpec[],
    format: number,
  ) => DocumentStore | Promise<DocumentStore>;
  /** Milliseconds of a clock that never goes back, for limits; the process's own by default. */
  readonly now?: () => number;
}

/** Milliseconds without the registry after which no token is given (`authorityMaxAge`, design 02 rule 9). */
const AUTHORITY_MAX_AGE_MS = 60_000;
const PRUNE_EVERY_MS = 30_000;
/** Token requests at once, for a client and for a source (design 04). */
const BURST = 100;
const CLIENT_LIMIT = { perMinute: 600, burst: BURST, maxKeys: 20_000 };
const SOURCE_LIMIT = { perMinute: 6000, burst: BURST, maxKeys: 50_000 };

interface Running {
  readonly play: ReturnType<typeof createPlayer>;
  readonly signingKey: PrivateKey;
  readonly close: () => Promise<void>;
}

/**
 * Creates the identity service: tokens by SIMPUL-M2M-1 (design 04), and the sandbox's keys.
 * `start` throws SimpulError when a key file or the store cannot be used, or the registry does not answer.
 */
export function create(config: IdentityConfig, deps: IdentityDependencies): Module {
  const { bus, logger, now = () => performance.now() } = deps;
  const addresses = addressesOf(config.publicUrl);
  const clients = createClientDirectory({
    credentialsDir: config.mode === 'sandbox' ? config.credentialsDir : undefined,
    logger,
  });
  const follower = followRegistry(bus, bus.as('identity'), {
    apply: (changed, deleted) => clients.apply(changed, deleted),
    onFailure: (error) => logger.warn({ err: error }, 'the registry did not answer'),
  });
  let running: Running | undefined;

  function started(): Running {
    if (running === undefined) throw new SimpulError(BUS.UNAVAILABLE, { params: { service: 'identity' } });
    return running;
  }
  const isStale = () => follower.age() > AUTHORITY_MAX_AGE_MS;

  declareService(bus, {
    issuer: addresses.issuer,
    signingKey: () => started().signingKey,
    play: (request) => started().play(request),
    sourceLimit: createRateLimiter({ ...SOURCE_LIMIT, now }),
    isStale,
  });

  return {
    name: 'identity',
    async start() {
      running = await open(config, { ...deps, now, clients });
      await clients.addSandboxClients();
      await follower.start();
    },
    async stop() {
      follower.stop();
      await running?.close();
      running = undefined;
    },
    notReady() {
      if (running === undefined) return 'identity has not started';
      return isStale() ? 'identity has not heard from the registry' : undefined;
    },
  };
}

async function open(
  config: IdentityConfig,
  deps: Required<IdentityDependencies> & { readonly clients: ClientDirectory },
): Promise<Running> {
  const { clients, logger, now, openStore } = deps;
  const signingKey = await loadOrCreateKey(join(config.keysDir, 'token-signing.jwk'));
  const nonceSecret = await loadOrCreateSecret(join(config.keysDir, 'dpop-nonce.jwk'));
  const store = await openStore(COLLECTIONS, FORMAT);
  const replays = openReplays(store);
  const provider = createProvider({
    addresses: addressesOf(config.publicUrl),
    instance: config.instance,
    clients,
    replays,
    clientLimit: createRateLimiter({ ...CLIENT_LIMIT, now }),
    scopes: config.mode === 'sandbox' ? SCOPES : [],
    signingKey,
    nonceSecret,
    logger,
  });
  let pruning = Promise.resolve();
  const timer = setInterval(() => {
    pruning = pruning
      .then(() => replays.prune(Math.floor(Date.now() / 1000)))
      .catch((error: unknown) => logger.error({ err: error }, 'expired records could not be deleted'));
  }, PRUNE_EVERY_MS).unref();
  return {
    play: createPlayer(provider),
    signingKey,
    async close() {
      clearInterval(timer);
      await pruning;
      await store.close();
    },
  };
}
