import {
  type Actor,
  identityEndSessions,
  identityGrant,
  identityInvite,
  identityPeople,
  identityPerson,
  identityRemove,
} from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type NeededScope, requireScope } from '../auth/scopes.ts';
import { badQuery, readQuery } from './audit-query.ts';
import { callForCaller } from './call-for-caller.ts';
import type { RouteDeps } from './route-deps.ts';

const PATH = '/identity/v1/people';
/** An invitation or a list of grants is far smaller. */
const MAX_BODY_BYTES = 16 * 1024;
const DEFAULT_LIMIT = 50;

type OnPerson = { Params: { id: string } };

/** People and their roles: for persons as their roles allow, for clients of the API with a scope besides. */
export function peopleRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  async function actorOf(request: FastifyRequest, anyOf: NeededScope['anyOf']): Promise<Actor> {
    const caller = await callers.identify(request);
    requireScope(caller, { anyOf });
    return caller.actor;
  }
  const reader = (request: FastifyRequest) => actorOf(request, ['people:read', 'people:write']);
  const writer = (request: FastifyRequest) => actorOf(request, ['people:write']);

  app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('Cache-Control', 'private, no-store');
    });
    const options = { bodyLimit: MAX_BODY_BYTES };

    scope.get<{ Querystring: Record<string, unknown> }>(PATH, async (request) => {
      const actor = await reader(request);
      const given = readQuery(request.query, ['limit', 'cursor', 'role', 'status']);
      const limit = Number(given.get('limit') ?? DEFAULT_LIMIT);
      if (!Number.isInteger(limit)) throw badQuery('limit is a number');
      const named = Object.fromEntries([...given].filter(([name]) => name !== 'limit'));
      return callForCaller(client, identityPeople, { ...named, actor, limit });
    });

    scope.post(`${PATH}/invitations`, options, async (request, reply) => {
      const actor = await actorOf(request, ['people:write', 'people:first']);
      const invited = await callForCaller(client, identityInvite, { actor, invitation: request.body });
      reply.code(201);
      return invited;
    });

    scope.get<OnPerson>(`${PATH}/:id`, async (request) =>
      callForCaller(client, identityPerson, { actor: await reader(request), id: request.params.id }),
    );

    scope.patch<OnPerson>(`${PATH}/:id`, options, async (request) => {
      const actor = await writer(request);
      return callForCaller(client, identityGrant, { ...rolesIn(request.body), actor, id: request.params.id });
    });

    scope.delete<OnPerson>(`${PATH}/:id`, async (request) =>
      callForCaller(client, identityRemove, { actor: await writer(request), id: request.params.id }),
    );

    scope.post<OnPerson>(`${PATH}/:id/sessions/end`, options, async (request) =>
      callForCaller(client, identityEndSessions, { actor: await writer(request), id: request.params.id }),
    );
    done();
  });
}

/** Roles are all of a person that others change. */
function rolesIn(body: unknown): { grants: unknown; known?: unknown } {
  if (typeof body === 'object' && body !== null && 'grants' in body) {
    const { grants, known, ...others } = body as { grants: unknown; known?: unknown };
    if (Object.keys(others).length === 0) return { grants, ...(known !== undefined && { known }) };
  }
  throw new SimpulError(HTTP.BAD_REQUEST, {
    params: { reason: 'the body is an object with grants, and known if any' },
  });
}
