import { registryApply, registryPlan } from '@simpul/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiCaller } from '../auth/api-caller.ts';
import { callForCaller, membersOf } from './call-for-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** A region of a thousand services with their contracts. */
const MAX_REGION_BYTES = 64 * 1024 * 1024;

/** `POST /registry/v1/region/plan` and `/apply`: a region file's objects, by an operator (design 03). */
export function regionRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const known = new WeakMap<object, ApiCaller>();
  const options = {
    bodyLimit: MAX_REGION_BYTES,
    // Before the body is read: nobody unknown may make us read 64 MiB.
    onRequest: async (request: FastifyRequest) => {
      known.set(request, await callers.requireRight(request, 'region:apply'));
    },
  };
  app.post('/registry/v1/region/plan', options, (request) => callForCaller(client, registryPlan, request.body));
  app.post('/registry/v1/region/apply', options, (request) =>
    callForCaller(client, registryApply, { ...membersOf(request.body), actor: known.get(request)?.actor }),
  );
}
