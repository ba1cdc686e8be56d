import { join } from 'node:path';
import type { LeafWriter } from '@simpul/bus';
import { identityChanged } from '@simpul/contracts';
import { type DocumentStore, openLeases } from '@simpul/store';
import { createBusKeys } from './bus-keys/bus-keys.ts';
import { openFileRing } from './bus-keys/file-ring.ts';
import type { KeyRing } from './bus-keys/key-ring.ts';
import { openSharedRing } from './bus-keys/shared-ring.ts';
import { addressesOf, type IdentityConfig } from './config.ts';
import { openDenials } from './denials/denials.ts';
import type { IdentityDependencies } from './dependencies.ts';
import type { MemberRegions } from './domain/member-regions.ts';
import { ROLES_SCOPE } from './domain/people-profile.ts';
import { FIRST_OPERATOR_SCOPE, SCOPES } from './domain/profile.ts';
import { createRateLimiter } from './domain/rate-limiter.ts';
import { type OpenKeys, openKeys } from './keys/create-keys.ts';
import { CLIENT_LIMIT, FLOW_LIMIT, FORM_LIMIT } from './limits.ts';
import { type ApiClients, openApiClients } from './made-keys/api-clients.ts';
import { openMadeKeys } from './made-keys/made-keys.ts';
import { openSandboxKeys, type SandboxKeys } from './made-keys/sandbox-keys.ts';
import { createPages } from './pages/create-pages.ts';
import type { RegionView } from './pages/region.ts';
import { createPeople } from './people/create-people.ts';
import type { People } from './people/people.ts';
import type { ClientDirectory } from './provider/client-directory.ts';
import { createProvider } from './provider/create-provider.ts';
import { createLogin } from './provider/people/create-login.ts';
import { createPlayer } from './provider/play-request.ts';
import { wasOvertaken } from './provider/was-overtaken.ts';
import { openResponseKeys } from './response-keys.ts';
import type { StartedService } from './service.ts';
import { ALL_COLLECTIONS } from './store/all-collections.ts';
import { openSharedSecrets } from './shared-secrets/shared-secrets.ts';
import { FORMAT, openReplays } from './store/replays.ts';
import { createUpstream } from './upstream/create-upstream.ts';

const PRUNE_EVERY_MS = 30_000;

/** What identity is while its store is open. */
export interface Running extends StartedService {
  readonly apiClients: ApiClients;
  readonly sandboxKeys: SandboxKeys;
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
  const store = await openStore(ALL_COLLECTIONS, FORMAT);
  const leases = openLeases(store);
  const secrets = openSharedSecrets(store, config.sharedSecret);
  const nonceSecret = await secrets.load('dpop-nonce', join(config.keysDir, 'dpop-nonce.jwk'));
  const busKeys = createBusKeys({
    ring: await openRing(store, config),
    leaves,
    hold: (step) => leases.hold('bus-keys', step),
    onChange: () => serve(),
    logger,
  });
  const made = openMadeKeys(store, config.nodeId);
  const credentials = { folder: config.mode === 'sandbox' ? config.credentialsDir : undefined, made };
  const sandboxKeys = await openSandboxKeys({ ...credentials, logger });
  const apiClients = await openApiClients({ ...credentials, firstOperatorFile: firstOperatorKey(config) });
  const denials = await openDenials(store, () => {
    const announced = bus.as('identity').announce(identityChanged);
    announced.catch((err: unknown) => logger.debug({ err }, 'an announcement was lost'));
  });
  const responseKeys = openResponseKeys(store);
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
    secret: await secrets.load('people', join(config.keysDir, 'people.jwk')),
    inviteAlone: (work) => leases.hold('region-people', work),
    writer: leaves,
    deny: (id) => denials.deny(id),
    onOperator: () => apiClients.dropFirstOperator(),
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
  /** Another process may have heard of the first operator. */
  async function dropFirstOperator(): Promise<void> {
    if (apiClients.hasFirstOperator() && (await people.hasOperator())) await apiClients.dropFirstOperator();
  }
  let pruning = Promise.resolve();
  const timer = setInterval(() => {
    pruning = pruning
      .then(() => replays.prune(Math.floor(Date.now() / 1000)))
      .then(() => denials.prune())
      .then(() => keys.prune())
      .then(() => people.prune())
      .then(() => login.prune())
      .then(() => dropFirstOperator())
      .catch((error: unknown) => logger.error({ err: error }, 'expired records could not be deleted'));
  }, PRUNE_EVERY_MS).unref();
  return {
    async play(request) {
      await busKeys.freshen();
      return player(request);
    },
    apiClients,
    sandboxKeys,
    busKeys,
    responseKeys,
    denials,
    keys,
    people,
    replays,
    pages,
    async close() {
      clearInterval(timer);
      await pruning;
      await store.close();
    },
  };
}

function openRing(store: DocumentStore, { keysDir, sharedSecret }: IdentityConfig): Promise<KeyRing> {
  if (sharedSecret === undefined) return openFileRing(keysDir);
  return openSharedRing({ store, secret: sharedSecret, folder: keysDir });
}
