import { type Bus, handler } from '@simpul/bus';
import {
  identityAddKey,
  identityChanges,
  identityDecideKey,
  identityHttp,
  identityKeyRequests,
  identityKeys,
  identityListKeys,
  identityRequestKey,
  identityRevokeKey,
  identityRotateBusKey,
} from '@simpul/contracts';
import { http, type HttpDependencies } from './actions/http.ts';
import { keys } from './actions/keys.ts';
import type { BusKeys } from './bus-keys/bus-keys.ts';
import type { Denials } from './denials/denials.ts';
import type { Keys } from './keys/keys.ts';
import { peopleHandlers } from './people/actions/people-handlers.ts';
import type { People } from './people/people.ts';

/** What actions work with once the service has started. */
export interface StartedService {
  readonly busKeys: BusKeys;
  readonly denials: Denials;
  readonly keys: Keys;
  readonly people: People;
}

export interface ServiceDependencies extends HttpDependencies {
  readonly issuer: string;
  /** @throws SimpulError until the service has started. */
  readonly started: () => StartedService;
}

/** Offers the actions of identity. */
export function declareService(bus: Bus, deps: ServiceDependencies): void {
  const { issuer, started } = deps;
  bus.serve('identity', [
    handler(identityHttp, (params) => http(params, deps)),
    handler(identityKeys, async () => keys(issuer, started().busKeys.keys())),
    handler(identityChanges, async (params) => started().denials.changes(params)),
    handler(identityListKeys, async ({ subsystem, actor }) => started().keys.listKeys(subsystem, actor)),
    handler(identityAddKey, async (params) => started().keys.addKey(params)),
    handler(identityRevokeKey, async (params) => started().keys.revokeKey(params)),
    handler(identityRequestKey, async ({ actor, ...wish }) => started().keys.requestKey(wish, actor)),
    handler(identityKeyRequests, async ({ actor, state }) => ({
      requests: await started().keys.listRequests(actor, state),
    })),
    handler(identityDecideKey, async (params) => started().keys.decide(params)),
    handler(identityRotateBusKey, async ({ actor }) => started().busKeys.rotate(actor)),
    ...peopleHandlers(() => started().people),
  ]);
}
