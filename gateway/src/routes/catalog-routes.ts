import { CATALOG_PAGE_MAX, CATALOG_QUERY_MAX, registryCatalog, type Result } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import { API_CATALOG_PATH, CATALOG_PATH, REGION_SCHEMA_PATH, SEARCH_PATH } from '../catalog/addresses.ts';
import { API_CATALOG_TYPE, toApiCatalog } from '../catalog/api-catalog.ts';
import { toDcat } from '../catalog/dcat.ts';
import { badQuery, LISTING_PARAMETERS, readPage, readQuery } from './audit-query.ts';
import { callForCaller } from './call-for-caller.ts';
import type { RouteDeps } from './route-deps.ts';

type Listing = { Querystring: Record<string, unknown> };

/** What services there are, for anybody: that an agency offers one is no secret, what it answers is. */
export function catalogRoutes(app: FastifyInstance, { client, publicUrl, regionSchema }: RouteDeps): void {
  const ask = (params: unknown): Promise<Result<typeof registryCatalog>> =>
    callForCaller(client, registryCatalog, params);

  app.get<Listing>(CATALOG_PATH, async (request, reply) => {
    const page = readPage(readQuery(request.query, LISTING_PARAMETERS));
    const catalog = await ask(page);
    reply.header('Cache-Control', 'no-cache').type('application/ld+json; charset=utf-8');
    return JSON.stringify(toDcat(catalog, { publicUrl, limit: page.limit, cursor: page.cursor }));
  });

  app.get<Listing>(SEARCH_PATH, async (request, reply) => {
    const given = readQuery(request.query, [...LISTING_PARAMETERS, 'q']);
    const query = given.get('q') ?? '';
    if (query === '' || query.length > CATALOG_QUERY_MAX) throw badQuery(`q is 1 to ${CATALOG_QUERY_MAX} characters`);
    const { items, total, next } = await ask({ ...readPage(given), query });
    reply.header('Cache-Control', 'no-cache');
    return { items, total, next };
  });

  app.get<Listing>(API_CATALOG_PATH, async (request, reply) => {
    const { cursor } = readPage(readQuery(request.query, ['cursor']));
    const { items, next } = await ask({ limit: CATALOG_PAGE_MAX, ...(cursor !== undefined && { cursor }) });
    const rest = next === undefined ? undefined : `${publicUrl}${API_CATALOG_PATH}?cursor=${next}`;
    reply
      .header('Cache-Control', 'no-cache')
      .header('Link', `<${publicUrl}${API_CATALOG_PATH}>; rel="api-catalog"`)
      .type(API_CATALOG_TYPE);
    return JSON.stringify(toApiCatalog(items, publicUrl, rest));
  });

  const schema = JSON.stringify({ $id: `${publicUrl}${REGION_SCHEMA_PATH}`, ...regionSchema });
  app.get(REGION_SCHEMA_PATH, (_request, reply) =>
    reply.header('Cache-Control', 'public, max-age=3600').type('application/schema+json; charset=utf-8').send(schema),
  );
}
