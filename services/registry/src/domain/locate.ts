import { type Expected, type Matter, type Resource } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { fullId } from '@simpul/region';
import { kindOf } from '../resources/all-resources.ts';
import type { Kept } from '../store/snapshot.ts';
import type { Circumstances } from './circumstances.ts';

/** The full id of an object whose instance may be left out. @throws SimpulError `SIMPUL_REGISTRY_UNKNOWN` for another instance's */
export function locate(kind: Resource, id: string, { settings }: Circumstances): string {
  const { parts } = kindOf(kind);
  if (parts === undefined) return id;
  const full = fullId(id, settings.instance, parts);
  if (full === undefined) throw unknownObject(kind, id);
  return full;
}

/** What a change of an object is about: its agency; the whole region where it belongs to none. */
export function matterOf(kind: Resource, id: string, { registry }: Circumstances): Matter {
  if (kindOf(kind).parts === undefined) return {};
  const [instance = '', memberClass = '', code = ''] = id.split('/');
  const region = registry.value('member', `${instance}/${memberClass}/${code}`)?.region;
  return { member: `${memberClass}/${code}`, region };
}

/** @throws SimpulError `SIMPUL_REGISTRY_PRECONDITION_FAILED` where an object is not as its writer knows it */
export function requireExpected(
  kind: string,
  id: string,
  known: Pick<Kept, 'revision'> | undefined,
  expected: Expected,
): void {
  const isSo =
    expected === 'absent'
      ? known === undefined
      : known !== undefined && (expected === 'present' || expected.includes(known.revision));
  if (!isSo) throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind, id } });
}

/** @throws SimpulError `SIMPUL_REGISTRY_MANAGED_BY_FILE` */
export function requireOfApi(kept: Kept | undefined): void {
  if (kept?.managedBy !== 'file') return;
  const { kind, id } = kept;
  throw new SimpulError(REGISTRY.MANAGED_BY_FILE, { params: { kind, id } });
}

/** There is no such object. */
export function unknownObject(kind: string, id: string): SimpulError {
  return new SimpulError(REGISTRY.UNKNOWN, { params: { kind, id: id.slice(0, 600) } });
}
