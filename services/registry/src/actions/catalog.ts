import { dayIn, type Params, type registryCatalog, type Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { Catalogue } from '../catalog/catalogue.ts';

/** Answers what services there are, or which have some words. */
export function createCatalog(catalogue: Catalogue) {
  return async (params: Params<typeof registryCatalog>): Promise<Result<typeof registryCatalog>> => {
    const { query, limit, cursor } = params;
    await catalogue.follow();
    const { settings, revision } = catalogue;
    const day = dayIn(settings?.timezone ?? 'UTC', Date.now());
    const ids = query === undefined ? catalogue.ids(day) : catalogue.search(query, day);
    if (ids === undefined) throw bad('q holds no word');
    const start = startOf(cursor);
    const end = start + limit;
    return {
      region: { instance: settings?.instance ?? '', name: settings?.name ?? { id: '' } },
      items: ids.slice(start, end).flatMap((id) => catalogue.entry(id, day) ?? []),
      total: ids.length,
      ...(end < ids.length && { next: String(end) }),
      revision,
    };
  };
}

/** The cursor is the place in the list: after a change in between an entry may come twice, or not. */
function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw bad('cursor is what next of the page before says');
  return Number(cursor);
}

function bad(reason: string): SimpulError {
  return new SimpulError(HTTP.BAD_REQUEST, { params: { reason } });
}
