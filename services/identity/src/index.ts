import { AUTHORITY_MAX_AGE_MS, createLeafWriter, followRegistry, type Module } from '@simpul/bus';
import { BUS, SimpulError } from '@simpul/errors';
import { addressesOf, type IdentityConfig } from './config.ts';
import type { IdentityDependencies } from './dependencies.ts';
import { MemberRegions } from './domain/member-regions.ts';
import { createRateLimiter } from './domain/rate-limiter.ts';
import { FLOW_LIMIT, SOURCE_LIMIT } from './limits.ts';
import { openIdentity, type Running } from './open-identity.ts';
import { RegionView } from './pages/region.ts';
import { createClientDirectory } from './provider/client-directory.ts';
import { EgressLists } from './remote-keys/egress-lists.ts';
import { createKeyFetcher } from './remote-keys/fetch-keys.ts';
import { createRemoteKeys } from './remote-keys/remote-keys.ts';
import { declareService } from './service.ts';

export type { IdentityConfig } from './config.ts';
export type { IdentityDependencies } from './dependencies.ts';
export type { UpstreamConfig } from './upstream/upstream-config.ts';

/**
 * Creates the identity service: tokens by SIMPUL-M2M-1 (design 04), and the sandbox's keys.
 * `start` throws SimpulError when a key file or the store cannot be used, or the registry does not answer.
 */
export function create(config: IdentityConfig, deps: IdentityDependencies): Module {
  const { bus, logger, now = () => performance.now() } = deps;
  const addresses = addressesOf(config.publicUrl);
  const egress = new EgressLists();
  const { ownListeners } = config;
  const fetch = createKeyFetcher({ egress, ownListeners, allowHttp: config.mode === 'sandbox' });
  const clients = createClientDirectory({
    remoteKeys: createRemoteKeys({ fetch, now, logger }),
    sandboxKeys: (id) => started().sandboxKeys(id),
    apiClient: (id) => started().apiClients.find(id),
    async liveKeys(id, registered) {
      const { keys } = started();
      await keys.refresh();
      return keys.liveKeys(id, registered);
    },
    logger,
  });
  const regions = new MemberRegions();
  const region = new RegionView();
  const leaves = createLeafWriter({ client: bus.as('identity'), node: `${config.nodeId}.identity`, logger });
  /** Whose tokens are over by what the registry said; one that could not be denied is denied with the next pull. */
  const curtailed = new Set<string>();
  const follower = followRegistry(bus, bus.as('identity'), {
    async apply(changed, deleted) {
      egress.apply(changed, deleted);
      regions.apply(changed, deleted);
      region.apply(changed);
      for (const id of await clients.apply(changed, deleted)) curtailed.add(id);
      for (const id of curtailed) {
        await started().denials.deny(id);
        curtailed.delete(id);
      }
      await started().people.apply(changed, deleted);
    },
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
    started,
    registeredKeys: (id, kid) => clients.keysNow(id, kid),
    pages: (params) => started().pages(params),
    play: (request) => started().play(request),
    sourceLimit: createRateLimiter({ ...SOURCE_LIMIT, now }),
    flowLimit: createRateLimiter({ ...FLOW_LIMIT, now }),
    isStale,
  });

  return {
    name: 'identity',
    async start() {
      running = await openIdentity(config, { ...deps, now, clients, regions, region, leaves });
      leaves.start();
      running.busKeys.start();
      if (await running.people.hasOperator()) await running.apiClients.dropFirstOperator();
      else await running.apiClients.addFirstOperator();
      await follower.start();
    },
    async stop() {
      follower.stop();
      await running?.busKeys.stop();
      await leaves.stop();
      await running?.close();
      running = undefined;
    },
    notReady() {
      if (running === undefined) return 'identity has not started';
      return isStale() ? 'identity has not heard from the registry' : undefined;
    },
  };
}
