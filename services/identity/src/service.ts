import { type Bus, handler } from '@simpul/bus';
import { identityHttp, identityKeys } from '@simpul/contracts';
import { http, type HttpDependencies } from './actions/http.ts';
import { keys } from './actions/keys.ts';
import type { PrivateKey } from './store/key-file.ts';

export interface ServiceDependencies extends HttpDependencies {
  readonly issuer: string;
  /** @throws SimpulError until the service has started. */
  readonly signingKey: () => PrivateKey;
}

/** Offers the actions of identity. */
export function declareService(bus: Bus, deps: ServiceDependencies): void {
  bus.serve('identity', [
    handler(identityHttp, (params) => http(params, deps)),
    handler(identityKeys, async () => keys(deps.issuer, deps.signingKey())),
  ]);
}
