import type { Actor } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { FastifyRequest } from 'fastify';
import type { ApiCallers } from '../../auth/api-caller.ts';

/** Scopes of a client's token that let it change the registry; what it may change, the registry decides. */
const SCOPES = ['registry:write', 'registry:request'];

/**
 * Authenticates whoever changes the registry before the body is read: nobody unknown may make us read it.
 * @returns a hook, and who it found
 */
export function createWriters(callers: ApiCallers) {
  const known = new WeakMap<object, Actor>();
  return {
    onRequest: async (request: FastifyRequest): Promise<void> => {
      const { actor, scopes } = await callers.identify(request);
      if (actor.kind === 'client' && !SCOPES.some((scope) => scopes.includes(scope))) {
        throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: SCOPES[0] ?? '' } });
      }
      known.set(request, actor);
    },
    actorOf: (request: FastifyRequest): Actor => {
      const actor = known.get(request);
      if (actor === undefined) throw new Error('the hook did not run');
      return actor;
    },
  };
}
