import { registryApply, registryPlan } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { callForCaller, membersOf } from './call-for-caller.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import type { RouteDeps } from './route-deps.ts';

/** A region of a thousand services with their contracts. */
const MAX_REGION_BYTES = 64 * 1024 * 1024;

/** `POST /registry/v1/region/plan` and `/apply`: a region file's objects, by an operator (design 03). */
export function regionRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const operators = createDoorkeeper((request) => callers.requireRight(request, 'region:apply'));
  const options = { bodyLimit: MAX_REGION_BYTES, onRequest: operators.onRequest };
  app.post('/registry/v1/region/plan', options, (request) => callForCaller(client, registryPlan, request.body));
  app.post('/registry/v1/region/apply', options, (request) =>
    callForCaller(client, registryApply, { ...membersOf(request.body), actor: operators.callerOf(request).actor }),
  );
}
