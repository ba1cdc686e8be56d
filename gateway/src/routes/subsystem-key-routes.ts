import { identityAddKey, identityListKeys, identityRevokeKey } from '@simpul/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callForCaller, membersOf } from './call-for-caller.ts';
import type { RouteDeps } from './route-deps.ts';

/** Largest body: a public key and a proof made with it. */
export const MAX_KEY_BODY_BYTES = 32 * 1024;
const KEYS = '/identity/v1/subsystems/:class/:member/:subsystem/keys';

interface Path {
  readonly Params: { readonly class: string; readonly member: string; readonly subsystem: string };
}

/** Keys of a subsystem: for itself, and for those whose role lets them (`packages/contracts/src/duties.ts`). */
export function subsystemKeyRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  app.get<Path>(KEYS, async (request, reply) => {
    const { actor } = await callers.identify(request);
    reply.header('Cache-Control', 'private, no-store');
    return callForCaller(client, identityListKeys, { subsystem: subsystemOf(request), actor });
  });

  app.post<Path>(KEYS, { bodyLimit: MAX_KEY_BODY_BYTES }, async (request, reply) => {
    const { actor } = await callers.identify(request);
    const params = { ...membersOf(request.body), subsystem: subsystemOf(request), actor };
    reply.code(201).header('Cache-Control', 'private, no-store');
    return callForCaller(client, identityAddKey, params);
  });

  app.post<Path & { Params: { kid: string } }>(
    `${KEYS}/:kid/revoke`,
    { bodyLimit: MAX_KEY_BODY_BYTES },
    async (request, reply) => {
      const { actor } = await callers.identify(request);
      const { kid } = request.params;
      const params = { ...membersOf(request.body), subsystem: subsystemOf(request), kid, actor };
      reply.header('Cache-Control', 'private, no-store');
      return callForCaller(client, identityRevokeKey, params);
    },
  );
}

function subsystemOf({ params }: Pick<FastifyRequest<Path>, 'params'>): string {
  return `${params.class}/${params.member}/${params.subsystem}`;
}
