import type { ListedObjects, Params, registryList, registryRead, Resource, StoredObject } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import { locate, unknownObject } from '../domain/locate.ts';
import { pageOf } from '../domain/page-of.ts';
import { kindOf } from '../resources/all-resources.ts';
import type { Kind } from '../resources/resource.ts';
import type { RegistryStore } from '../store/registry-store.ts';
import type { Kept } from '../store/snapshot.ts';
import { type Circumstances, circumstancesOf } from '../domain/circumstances.ts';

/** Shows an object. */
export function createRead(store: Pick<RegistryStore, 'refresh'>) {
  return async ({ kind, id }: Params<typeof registryRead>): Promise<StoredObject> => {
    const where = circumstancesOf(await store.refresh(), Date.now());
    const full = locate(kind, id, where);
    const kept = where.registry.entry(kind, full);
    if (kept === undefined) throw unknownObject(kind, full);
    return show(kept, where);
  };
}

/** Lists objects of a kind in the order of their ids. */
export function createList(store: Pick<RegistryStore, 'refresh'>) {
  return async (params: Params<typeof registryList>): Promise<ListedObjects> => {
    const { kind, of } = params;
    const where = circumstancesOf(await store.refresh(), Date.now());
    const matches = matcherOf(kindOf(kind), params, of === undefined ? undefined : serviceOf(of, where));
    const { items, next } = pageOf<Kept<Resource>>(where.registry.all(kind), params, matches);
    return { items: items.map((each) => show(each, where)), ...(next !== undefined && { next }) };
  };
}

/** An object as the API shows it. */
export function show(kept: Kept<Resource>, where: Circumstances): StoredObject {
  const { id, kind, revision, managedBy, updatedAt, value } = kept;
  return { id, revision, managedBy, updatedAt, entry: kindOf(kind).toEntry(value, where) };
}

function serviceOf(id: string, where: Circumstances): string {
  const full = locate('service', id, where);
  if (where.registry.entry('service', full) === undefined) throw unknownObject('service', full);
  return full;
}

function matcherOf(
  { fields }: Kind<Resource>,
  { filter }: Params<typeof registryList>,
  service: string | undefined,
): (kept: Kept<Resource>) => boolean {
  const known = { ...fields, managedBy: ({ managedBy }: Kept<Resource>) => managedBy };
  const tests = filter.map(({ field, value }) => {
    const read = Object.hasOwn(known, field) ? known[field as keyof typeof known] : undefined;
    if (read !== undefined) return (kept: Kept<Resource>) => read(kept) === value;
    const reason = `its parameters are ${[...Object.keys(known), 'limit', 'cursor'].join(', ')}`;
    throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason } });
  });
  if (service !== undefined) tests.push(({ value }) => 'service' in value && value.service === service);
  return (kept) => tests.every((test) => test(kept));
}
