import type { RegistryObject } from '@simpul/contracts';

/** What the registry is told. */
export interface RegistryConfig {
  /** Name of this process in leaves. */
  readonly nodeId: string;
  /** Objects of the region file that the process was started with: applied to an empty registry, else only compared. */
  readonly region: readonly RegistryObject[] | undefined;
}
