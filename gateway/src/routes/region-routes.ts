import { registryApply, type Params, registryPlan } from '@simpul/contracts';
import { BUS, HTTP, isSimpulError, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';

/** A region of a thousand services with their contracts. */
const MAX_REGION_BYTES = 64 * 1024 * 1024;

/** `POST /registry/v1/region/plan` and `/apply`: a region file's objects, by an operator (design 03). */
export function regionRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  for (const [name, action] of [
    ['plan', registryPlan],
    ['apply', registryApply],
  ] as const) {
    app.post(`/registry/v1/region/${name}`, {
      bodyLimit: MAX_REGION_BYTES,
      // Before the body is read: nobody unknown may make us read 64 MiB.
      onRequest: async (request) => {
        await callers.requireScope(request, 'region:apply');
      },
      handler: async (request) => {
        try {
          return await client.call(action, request.body as Params<typeof registryPlan>);
        } catch (error) {
          if (!isSimpulError(error, BUS.PARAMS_INVALID)) throw error;
          const { place, rule } = error.params;
          throw new SimpulError(HTTP.BAD_REQUEST, {
            params: { reason: `${place} breaks the rule ${rule}` },
            cause: error,
          });
        }
      },
    });
  }
}
