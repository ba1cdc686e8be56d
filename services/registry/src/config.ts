import type { RegistryObject } from '@simpul/contracts';

/** What the registry is told. */
export interface RegistryConfig {
  /** Name of this process in leaves. */
  readonly nodeId: string;
  /** Objects of the region file that the process was started with: applied to an empty registry, else only compared. */
  readonly region: readonly RegistryObject[] | undefined;
}

/** What examining a contract of somebody else may cost; beyond it the contract is refused. */
export const CONTRACT_LIMITS = { timeoutMs: 10_000, heapMegabytes: 256, maxWaiting: 20 } as const;
