import type { Actor } from '@simpul/contracts';
import type { ApiCallers } from '../../auth/api-caller.ts';
import { type NeededScope, requireScope } from '../../auth/scopes.ts';
import { createDoorkeeper, type Doorkeeper } from '../doorkeeper.ts';

/** Lets in whoever may change the registry. */
export interface Writers extends Pick<Doorkeeper, 'onRequest'> {
  readonly actorOf: (request: object) => Actor;
}

/** @param needed - scope of the token; what somebody may change with it, the registry decides */
export function createWriters(callers: Pick<ApiCallers, 'identify'>, needed: NeededScope): Writers {
  const { onRequest, callerOf } = createDoorkeeper(async (request) => {
    const caller = await callers.identify(request);
    requireScope(caller, needed);
    return caller;
  });
  return { onRequest, actorOf: (request) => callerOf(request).actor };
}
