import type { RegistryObject, Settings } from '@simpul/contracts';

/** The region as pages name it. */
export type Region = Pick<Settings, 'instance' | 'name' | 'mode' | 'timezone'>;

/** Until the registry's settings have come. */
const UNKNOWN: Region = { instance: '', name: { id: 'Simpul' }, mode: 'production', timezone: 'Asia/Jakarta' };

/** What the registry's settings say of the region, as last heard. */
export class RegionView {
  #region = UNKNOWN;

  get current(): Region {
    return this.#region;
  }

  apply(changed: readonly RegistryObject[]): void {
    for (const object of changed) if (object.kind === 'settings') this.#region = object.value;
  }
}
