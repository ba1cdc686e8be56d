import type { CatalogEntry } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import type { Bus } from './bus.ts';
import { readJson } from './read-json.ts';

/** Services that a search found. */
export interface FoundServices {
  readonly items: readonly CatalogEntry[];
  /** All that were found, of which `items` are the best. */
  readonly total: number;
}

/** Searches the catalogue, which is public: nobody signs in. */
export async function searchCatalog(
  bus: Bus,
  words: string,
  { limit }: { readonly limit: number },
): Promise<FoundServices> {
  const path = `/registry/v1/catalog/search?${new URLSearchParams({ q: words, limit: String(limit) }).toString()}`;
  const { items, total } = await getPublic(bus, path);
  if (!Array.isArray(items) || typeof total !== 'number') throw notOurs(bus, 'its search answers no list');
  return { items: items as CatalogEntry[], total };
}

/** `CLASS/CODE` of every member of the region, by X-Road's `listClients`. */
export async function listMemberIds(bus: Bus): Promise<string[]> {
  const { member } = await getPublic(bus, '/listClients');
  if (!Array.isArray(member)) throw notOurs(bus, 'it lists no members');
  const ids = member.map((each: { id: Readonly<Record<string, string>> }) => {
    const { member_class: memberClass, member_code: code } = each.id;
    return `${memberClass}/${code}`;
  });
  return [...new Set(ids)];
}

async function getPublic(bus: Bus, path: string): Promise<Readonly<Record<string, unknown>>> {
  const request = { method: 'GET', path, headers: ['accept', 'application/json'] };
  return readJson(await bus.http.send(request), request, bus.url);
}

function notOurs(bus: Bus, reason: string): SimpulError {
  return new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
}
