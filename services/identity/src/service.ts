import { type Bus, handler } from '@simpul/bus';
import {
  identityAddKey,
  identityChanges,
  identityDecideKey,
  identityHttp,
  identityKeyRequests,
  identityKeys,
  identityListKeys,
  identityNoteProof,
  identityPublishKeys,
  identityRequestKey,
  identityRevokeKey,
  identityRotateBusKey,
  identitySignatureKeys,
} from '@simpul/contracts';
import { http, type HttpDependencies } from './actions/http.ts';
import { keys } from './actions/keys.ts';
import { type SignatureKeyDeps, signatureKeys } from './actions/signature-keys.ts';
import type { BusKeys } from './bus-keys/bus-keys.ts';
import type { Denials } from './denials/denials.ts';
import type { Keys } from './keys/keys.ts';
import type { ResponseKeys } from './response-keys.ts';
import { peopleHandlers } from './people/actions/people-handlers.ts';
import type { People } from './people/people.ts';
import type { Replays } from './store/replays.ts';

/** What actions work with once the service has started. */
export interface StartedService {
  readonly busKeys: BusKeys;
  readonly responseKeys: ResponseKeys;
  readonly denials: Denials;
  readonly keys: Keys & Pick<SignatureKeyDeps, 'refresh' | 'allKeys'>;
  readonly people: People;
  readonly replays: Pick<Replays, 'note'>;
}

export interface ServiceDependencies extends HttpDependencies {
  readonly issuer: string;
  /** @throws SimpulError until the service has started. */
  readonly started: () => StartedService;
  readonly registeredKeys: SignatureKeyDeps['registered'];
}

/** Offers the actions of identity. */
export function declareService(bus: Bus, deps: ServiceDependencies): void {
  const { issuer, started, registeredKeys: registered } = deps;
  bus.serve('identity', [
    handler(identityHttp, (params) => http(params, deps)),
    handler(identityKeys, async () => keys(issuer, await started().busKeys.keysNow())),
    handler(identityChanges, async (params) => started().denials.changes(params)),
    handler(identityNoteProof, async ({ id, expiresAt }) => ({
      isNew: await started().replays.note(`api:${id}`, expiresAt),
    })),
    handler(identityListKeys, async ({ subsystem, actor }) => started().keys.listKeys(subsystem, actor)),
    handler(identityAddKey, async (params) => started().keys.addKey(params)),
    handler(identityRevokeKey, async (params) => started().keys.revokeKey(params)),
    handler(identityRequestKey, async ({ actor, ...wish }) => started().keys.requestKey(wish, actor)),
    handler(identityKeyRequests, async ({ actor, state }) => ({
      requests: await started().keys.listRequests(actor, state),
    })),
    handler(identityDecideKey, async (params) => started().keys.decide(params)),
    handler(identitySignatureKeys, async (params) => signatureKeys(params, { ...started().keys, registered })),
    handler(identityPublishKeys, async ({ keys: named }, { node }) => {
      await started().responseKeys.publish(node, named);
      return {};
    }),
    handler(identityRotateBusKey, async ({ actor }) => started().busKeys.rotate(actor)),
    ...peopleHandlers(() => started().people),
  ]);
}
