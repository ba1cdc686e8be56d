import type { RegistryObject } from '@simpul/contracts';
import { REGION, SimpulError } from '@simpul/errors';

/**
 * A registry serves one instance for ever: its log and its identifiers carry the name.
 * @throws SimpulError `SIMPUL_REGION_INSTANCE_MISMATCH`.
 */
export function refuseOtherInstance(
  current: ReadonlyMap<string, RegistryObject>,
  wanted: readonly RegistryObject[],
): void {
  const found = instanceOf(current.values());
  const asked = instanceOf(wanted);
  if (found !== undefined && found !== asked) {
    throw new SimpulError(REGION.INSTANCE_MISMATCH, { params: { found, wanted: asked ?? 'none' } });
  }
}

function instanceOf(objects: Iterable<RegistryObject>): string | undefined {
  for (const object of objects) if (object.kind === 'settings') return object.value.instance;
  return undefined;
}
