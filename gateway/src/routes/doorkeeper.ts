import type { FastifyRequest } from 'fastify';
import type { ApiCaller } from '../auth/api-caller.ts';

/** Lets requests in one by one, and knows who each is from. */
export interface Doorkeeper {
  /** Hook of a route; runs before the body is read, since nobody unknown may make us read one. */
  readonly onRequest: (request: FastifyRequest) => Promise<void>;
  /** Who a request that was let in is from. */
  readonly callerOf: (request: object) => ApiCaller;
}

/** @param identify - finds out who a request is from, and throws where they may not come in */
export function createDoorkeeper(identify: (request: FastifyRequest) => Promise<ApiCaller>): Doorkeeper {
  const known = new WeakMap<object, ApiCaller>();
  return {
    onRequest: async (request) => {
      known.set(request, await identify(request));
    },
    callerOf(request) {
      const caller = known.get(request);
      if (caller === undefined) throw new Error('the hook of this route did not run');
      return caller;
    },
  };
}
