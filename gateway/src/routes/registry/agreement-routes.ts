import {
  AGREEMENT_ACTS,
  registryAgreement,
  registryAgreements,
  registryDecideAgreement,
  registryRequestAgreement,
  registryRewriteAgreement,
} from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { LISTING_PARAMETERS, readPage, readQuery } from '../audit-query.ts';
import { callForCaller, membersOf } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { revisionSeen, showTagged, withETag } from './etag.ts';
import { OF_ACT, OF_AGREEMENT } from './needed-scopes.ts';
import { createWriters } from './writer.ts';

const AGREEMENTS = '/registry/v1/agreements';
const FILTERS = ['consumer', 'service', 'provider', 'status', 'purpose', 'template', 'awaits'] as const;
/** Bytes of a body: a text with a thousand endpoints. */
export const MAX_AGREEMENT_BYTES = 512 * 1024;

type ById = { Params: { id: string } };

/** Agreements: who asks, who decides, what came of it (docs/agreements.md). */
export function agreementRoutes(app: FastifyInstance, { client, callers }: RouteDeps): void {
  const askers = createWriters(callers, OF_AGREEMENT);
  const options = { bodyLimit: MAX_AGREEMENT_BYTES, onRequest: askers.onRequest };

  app.get<{ Querystring: Record<string, unknown> }>(AGREEMENTS, async (request, reply) => {
    await callers.identify(request);
    const given = readQuery(request.query, [...FILTERS, ...LISTING_PARAMETERS]);
    const filter = Object.fromEntries(
      FILTERS.map((name) => [name, given.get(name)]).filter(([, value]) => value !== undefined),
    );
    reply.header('Cache-Control', 'private, no-store');
    return callForCaller(client, registryAgreements, { filter, ...readPage(given) });
  });

  app.post(AGREEMENTS, options, async (request, reply) => {
    const params = { wish: membersOf(request.body), actor: askers.actorOf(request) };
    const view = await callForCaller(client, registryRequestAgreement, params);
    reply.code(201).header('Location', `${AGREEMENTS}/${encodeURIComponent(view.id)}`);
    return withETag(reply, view);
  });

  app.get<ById>(`${AGREEMENTS}/:id`, async (request, reply) => {
    await callers.identify(request);
    const view = await callForCaller(client, registryAgreement, { id: request.params.id });
    return showTagged(request, reply, view, view);
  });

  for (const method of ['PUT', 'PATCH'] as const) {
    app.route<ById>({
      method,
      url: `${AGREEMENTS}/:id`,
      ...options,
      handler: async (request, reply) => {
        const { id } = request.params;
        const expected = revisionSeen(request, 'agreement', id);
        const actor = askers.actorOf(request);
        const params = { id, patch: method === 'PATCH', body: request.body ?? {}, expected, actor };
        return withETag(reply, await callForCaller(client, registryRewriteAgreement, params));
      },
    });
  }

  for (const act of AGREEMENT_ACTS) {
    const { onRequest, actorOf } = createWriters(callers, OF_ACT[act]);
    app.post<ById>(`${AGREEMENTS}/:id/${act}`, { ...options, onRequest }, async (request, reply) => {
      const params = { ...membersOf(request.body), id: request.params.id, act, actor: actorOf(request) };
      return withETag(reply, await callForCaller(client, registryDecideAgreement, params));
    });
  }
}
