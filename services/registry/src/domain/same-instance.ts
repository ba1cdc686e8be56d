import type { RegistryObject, Settings } from '@simpul/contracts';
import { REGION, SimpulError } from '@simpul/errors';
import type { Registry } from '../store/snapshot.ts';

/** Id of the one object of kind `settings`. */
const SETTINGS_ID = 'region';

/** What holds for the whole region; undefined before a region file was applied. */
export function settingsIn(registry: Pick<Registry, 'value'>): Settings | undefined {
  return registry.value('settings', SETTINGS_ID);
}

/**
 * A registry serves one instance for ever, since its log and its identifiers carry the name; and in one mode, since what
 * is only fit for a sandbox must not come into force in production by a changed file.
 * @throws SimpulError `SIMPUL_REGION_INSTANCE_MISMATCH`, `SIMPUL_REGION_MODE_MISMATCH`.
 */
export function refuseOtherInstance(registry: Pick<Registry, 'value'>, wanted: readonly RegistryObject[]): void {
  const found = settingsIn(registry);
  const asked = settingsOf(wanted);
  if (found === undefined) return;
  if (found.instance !== asked?.instance) {
    const params = { found: found.instance, wanted: asked?.instance ?? 'none' };
    throw new SimpulError(REGION.INSTANCE_MISMATCH, { params });
  }
  if (found.mode !== asked.mode) {
    throw new SimpulError(REGION.MODE_MISMATCH, { params: { found: found.mode, wanted: asked.mode } });
  }
}

function settingsOf(objects: readonly RegistryObject[]): Settings | undefined {
  for (const object of objects) if (object.kind === 'settings') return object.value;
  return undefined;
}
