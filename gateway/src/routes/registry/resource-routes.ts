import {
  registryList,
  registryPatch,
  registryPut,
  registryRead,
  registryRemove,
  type StoredObject,
} from '@simpul/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badQuery, LISTING_PARAMETERS, readPage } from '../audit-query.ts';
import { callForCaller } from '../call-for-caller.ts';
import type { RouteDeps } from '../route-deps.ts';
import { showTagged, withETag } from './etag.ts';
import { OF_RESOURCE } from './needed-scopes.ts';
import { readExpected } from './read-expected.ts';
import { RESOURCE_PATHS, type ResourcePath } from './resource-paths.ts';
import { createWriters } from './writer.ts';

/** An entry is far smaller; contracts have a door of their own. */
const MAX_ENTRY_BYTES = 256 * 1024;
type AnyPath = { readonly Params: Readonly<Record<string, string>>; readonly Querystring: Record<string, unknown> };

/** Members, systems, services, versions and groups: read by whoever is known, written as the region file writes them. */
export function resourceRoutes(app: FastifyInstance, deps: RouteDeps): void {
  for (const path of RESOURCE_PATHS) {
    readRoutes(app, deps, path);
    writeRoutes(app, deps, path);
  }
}

function readRoutes(app: FastifyInstance, { client, callers }: RouteDeps, path: ResourcePath): void {
  const { kind, list, one, idOf, ofService } = path;

  app.get<AnyPath>(list, async (request, reply) => {
    await callers.identify(request);
    const { filter, page } = readList(request.query);
    const of = ofService?.(request.params);
    const params = { kind, filter, ...page, ...(of !== undefined && { of }) };
    const { items, next } = await callForCaller(client, registryList, params);
    reply.header('Cache-Control', 'private, no-store');
    return { items: items.map(toBody), ...(next !== undefined && { next }) };
  });

  app.get<AnyPath>(one, async (request, reply) => {
    await callers.identify(request);
    const found = await callForCaller(client, registryRead, { kind, id: idOf(request.params) });
    return showTagged(request, reply, found, toBody(found));
  });
}

function writeRoutes(app: FastifyInstance, { client, callers }: RouteDeps, path: ResourcePath): void {
  const { kind, one, idOf } = path;
  const writers = createWriters(callers, OF_RESOURCE[kind]);
  const options = { bodyLimit: MAX_ENTRY_BYTES, onRequest: writers.onRequest };
  const wish = (request: FastifyRequest<AnyPath>) => {
    const id = idOf(request.params);
    return { kind, id, expected: readExpected(request.headers, kind, id), actor: writers.actorOf(request) };
  };

  app.put<AnyPath>(one, options, async (request, reply) => {
    const params = { ...wish(request), body: request.body ?? {} };
    const changed = await callForCaller(client, registryPut, params);
    withETag(reply.code(changed.created ? 201 : 200), changed);
    return toBody(changed);
  });

  app.patch<AnyPath>(one, options, async (request, reply) => {
    const params = { ...wish(request), patch: request.body ?? {} };
    const changed = await callForCaller(client, registryPatch, params);
    withETag(reply, changed);
    return toBody(changed);
  });

  app.delete<AnyPath>(one, options, async (request, reply) => {
    await callForCaller(client, registryRemove, wish(request));
    return reply.code(204).send();
  });
}

/** What the region file would say of an object, and beside it what the registry knows. */
function toBody(found: StoredObject & { readonly record?: string }): object {
  const { id, revision, managedBy, updatedAt, entry, record } = found;
  return { ...(entry as object), id, revision, managedBy, updatedAt, ...(record !== undefined && { record }) };
}

/** By which members a list can be filtered the registry knows, and says. */
function readList(query: Readonly<Record<string, unknown>>) {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') throw badQuery(`${name} may appear only once`);
    given.set(name, value);
  }
  const isPage = (name: string): boolean => LISTING_PARAMETERS.some((each) => each === name);
  const filter = [...given].filter(([name]) => !isPage(name)).map(([field, value]) => ({ field, value }));
  return { filter, page: readPage(given) };
}
