import { describe, expect, it } from '@jest/globals';
import { AGREEMENT_ACTS, type Actor, RESOURCES } from '@simpul/contracts';
import { HTTP } from '@simpul/errors';
import { fastify } from 'fastify';
import type { ApiCaller } from '../../../src/auth/api-caller.ts';
import { OF_ACT, OF_RESOURCE } from '../../../src/routes/registry/needed-scopes.ts';
import { createWriters } from '../../../src/routes/registry/writer.ts';

const INTEGRATOR: Actor = { kind: 'client', id: 'sandbox-integrator', grants: [{ role: 'integrator' }] };

/** A route for writers. @returns what it answers to a token with these scopes */
function openRoute(anyOf: readonly ['registry:write']) {
  const identify = async ({ headers }: { headers: Record<string, unknown> }): Promise<ApiCaller> => ({
    id: INTEGRATOR.id,
    scopes: String(headers['from']).split(' '),
    actor: INTEGRATOR,
  });
  const { onRequest, actorOf } = createWriters({ identify }, { anyOf });
  const app = fastify();
  app.setErrorHandler((error, _request, reply) => reply.code(500).send({ code: (error as { code: string }).code }));
  app.put('/', { onRequest }, (request) => actorOf(request));
  return (scopes: string) => app.inject({ method: 'PUT', url: '/', headers: { from: scopes } });
}

describe('writers', () => {
  it('are known once they were let in', async () => {
    expect((await openRoute(['registry:write'])('people:read registry:write')).json()).toEqual(INTEGRATOR);
  });

  it('are refused without the scope', async () => {
    expect((await openRoute(['registry:write'])('people:read')).json()).toEqual({ code: HTTP.FORBIDDEN.code });
  });
});

it('every kind of object and every act has its scope', () => {
  expect(Object.keys(OF_RESOURCE).toSorted()).toEqual([...RESOURCES].toSorted());
  expect(Object.keys(OF_ACT).toSorted()).toEqual([...AGREEMENT_ACTS].toSorted());
});
