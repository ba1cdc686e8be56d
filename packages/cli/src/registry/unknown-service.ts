import { REGISTRY, SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { searchCatalog } from '../api/catalog.ts';
import { advise } from '../output/advice.ts';
import { localId } from './object-id.ts';

/** The error that there is no such service, with those that may have been meant. @param id - full id */
export async function unknownService(id: string, bus: Bus): Promise<SimpulError> {
  const local = localId(id);
  const code = local.split('/').at(-1) ?? local;
  const { items } = await searchCatalog(bus, code, { limit: 1 });
  const [best] = items;
  const isNear = best?.id.split('/').at(-1)?.includes(code) === true;
  const near = best !== undefined && isNear ? `did you mean ${localId(best.id)}? ` : '';
  const error = new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'service', id: local } });
  return advise(error, `${near}"simpul catalog search WORDS" finds services; "simpul service add" registers one`);
}
