/** One process of the recommended cluster (docs/cluster.md). */
export interface Place {
  /** Name of its data folder. */
  readonly name: string;
  /** As `--only` takes it. */
  readonly only: string;
  /** What it is called on the bus, and its nkey. */
  readonly party: string;
  /** How many ports above the first its public door is; undefined where it has none. */
  readonly door?: number;
}

/** The recommended cluster, in the order to stop in: who is called stops after who calls it. */
export const LAYOUT: readonly Place[] = [
  { name: 'edge-1', only: 'gateway,exchange', party: 'edge', door: 0 },
  { name: 'edge-2', only: 'gateway,exchange', party: 'edge', door: 1 },
  { name: 'identity', only: 'identity', party: 'identity' },
  { name: 'registry', only: 'registry', party: 'registry' },
  { name: 'audit-1', only: 'audit', party: 'audit' },
  { name: 'audit-2', only: 'audit', party: 'audit' },
  { name: 'signer', only: 'signer', party: 'signer' },
];
