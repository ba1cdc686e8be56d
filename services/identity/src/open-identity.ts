import { join } from 'node:path';
import type { LeafWriter } from '@simpul/bus';
import { identityChanged } from '@simpul/contracts';
import { openBusKeys } from './bus-keys/bus-keys.ts';
import { addressesOf, type IdentityConfig } from './config.ts';
import { DENIALS, openDenials } from './denials/denials.ts';
import type { IdentityDependencies } from './dependencies.ts';
import type { MemberRegions } from './domain/member-regions.ts';
import { ROLES_SCOPE } from './domain/people-profile.ts';
import { FIRST_OPERATOR_SCOPE, SCOPES } from './domain/profile.ts';
import { createRateLimiter } from './domain/rate-limiter.ts';
import { KEY_COLLECTIONS, type OpenKeys, openKeys } from './keys/create-keys.ts';
import { CLIENT_LIMIT, FLOW_LIMIT, FORM_LIMIT } from './limits.ts';
import { createPages } from './pages/create-pages.ts';
import type { RegionView } from './pages/region.ts';
import { createPeople } from './people/create-people.ts';
import type { People } from './people/people.ts';
import { PEOPLE_COLLECTIONS } from './people/store/collections.ts';
import type { ClientDirectory } from './provider/client-directory.ts';
import { createProvider } from './provider/create-provider.ts';
import { createLogin } from './provider/people/create-login.ts';
import { createPlayer } from './provider/play-request.ts';
import { wasOvertaken } from './provider/was-overtaken.ts';
import { openResponseKeys, RESPONSE_KEYS } from './response-keys.ts';
import type { StartedService } from './service.ts';
import { loadOrCreateSecret } from './store/key-file.ts';
import { OAUTH_COLLECTION } from './store/oauth-records.ts';
import { COLLECTIONS, FORMAT, openReplays } from './store/replays.ts';
import { createUpstream } from './upstream/create-upstream.ts';

const PRUNE_EVERY_MS = 30_000;

/** What identity is while its store is open. */
export interface Running extends StartedService {
  readonly play: ReturnType<typeof createPlayer>;
  readonly keys: OpenKeys;
  readonly people: People;
  readonly pages: ReturnType<typeof createPages>;
  readonly close: () => Promise<void>;
}

export interface OpenDependencies extends Required<IdentityDependencies> {
  readonly clients: ClientDirectory;
  readonly regions: MemberRegions;
  readonly region: RegionView;
  readonly leaves: LeafWriter;
}

/** Is there as long as the region has no operator, and is looked for by "simpul people invite" and "simpul doctor". */
export function firstOperatorKey({ keysDir }: IdentityConfig): string {
  return join(keysDir, 'first-operator.jwk');
}

/** Opens the store and the keys, and puts what answers over them together. @throws SimpulError when one of them cannot be used */
export async function openIdentity(config: IdentityConfig, deps: OpenDependencies): Promise<Running> {
  const { bus, clients, leaves, logger, now, openStore, regions, region } = deps;
  const addresses = addressesOf(config.publicUrl);
  const nonceSecret = await loadOrCreateSecret(join(config.keysDir, 'dpop-nonce.jwk'));
  const busKeys = await openBusKeys({
    folder: config.keysDir,
    leaves,
    onChange: () => serve(),
    logger,
  });
  const collections = [
    ...COLLECTIONS,
    DENIALS,
    RESPONSE_KEYS,
    ...KEY_COLLECTIONS,
    ...PEOPLE_COLLECTIONS,
    OAUTH_COLLECTION,
  ];
  const store = await openStore(collections, FORMAT);
  const denials = await openDenials(store, () => bus.as('identity').announce(identityChanged));
  const responseKeys = await openResponseKeys(store);
  const replays = openReplays(store);
  const keys = await openKeys(store, {
    replays,
    leaves,
    deny: (client) => denials.deny(client),
    issuer: addresses.issuer,
    instance: () => config.instance ?? clients.instance(),
    registered: (subsystem) => clients.registeredKeys(subsystem),
    matterOf: (subsystem) => regions.matterOf(subsystem),
  });
  const people = createPeople({
    ...config,
    store,
    replays,
    secret: await loadOrCreateSecret(join(config.keysDir, 'people.jwk')),
    writer: leaves,
    deny: (id) => denials.deny(id),
    onOperator: () => clients.dropFirstOperator(firstOperatorKey(config)),
    logger,
    monotonic: now,
  });
  const login = createLogin({ store, people, publicUrl: config.publicUrl, provider: () => provider, now });
  const pages = createPages({
    publicUrl: config.publicUrl,
    region,
    people,
    keys,
    waiting: login,
    ...createUpstream(config.upstream, {
      publicUrl: config.publicUrl,
      records: login.models.records,
      people,
      limit: createRateLimiter({ ...FLOW_LIMIT, now }),
      logger,
    }),
    sourceLimit: createRateLimiter({ ...FORM_LIMIT, now }),
    logger,
  });
  const clientLimit = createRateLimiter({ ...CLIENT_LIMIT, now });
  const newProvider = () =>
    createProvider({
      addresses,
      instance: config.instance,
      clients,
      replays,
      clientLimit,
      scopes: config.mode === 'sandbox' ? SCOPES : [ROLES_SCOPE, FIRST_OPERATOR_SCOPE],
      signingKeys: busKeys.keys(),
      wasOvertaken: (client) => wasOvertaken(client, { clients, denials }),
      nonceSecret,
      responseKeys: () => responseKeys.all(),
      people: login.models,
      publicUrl: config.publicUrl,
      logger,
    });
  let provider = newProvider();
  let player = createPlayer(provider);
  function serve(): void {
    provider = newProvider();
    player = createPlayer(provider);
  }
  let pruning = Promise.resolve();
  const timer = setInterval(() => {
    pruning = pruning
      .then(() => replays.prune(Math.floor(Date.now() / 1000)))
      .then(() => denials.prune())
      .then(() => keys.prune())
      .then(() => people.prune())
      .then(() => login.prune())
      .catch((error: unknown) => logger.error({ err: error }, 'expired records could not be deleted'));
  }, PRUNE_EVERY_MS).unref();
  return {
    play: (request) => player(request),
    busKeys,
    responseKeys,
    denials,
    keys,
    people,
    pages,
    async close() {
      clearInterval(timer);
      await pruning;
      await store.close();
    },
  };
}
