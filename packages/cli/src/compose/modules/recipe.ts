import type { Bus, Module } from '@simpul/bus';
import type { PlanEntry, ServiceName } from '@simpul/contracts';
import type { Logger, Metrics, Tracing } from '@simpul/telemetry';
import type { ComposeConfig } from '../compose-config.ts';
import type { OpenStore } from '../open-stores.ts';

/** What a module finds in its process. */
export interface Surroundings {
  readonly config: ComposeConfig;
  /** Name of this process on the bus and in leaves. */
  readonly nodeId: string;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly openStore: (service: ServiceName) => OpenStore;
  /** Doors of this process, which no address of a service or a client's keys may name. */
  readonly listeners: readonly { readonly host: string; readonly port: number }[];
  /** Why the process cannot do its work now. */
  readonly notReady: () => readonly string[];
  readonly onPlan: (entries: readonly PlanEntry[]) => void;
  readonly onFatal: (error: unknown) => void;
}

/** How one module is made, and whom it needs. */
export interface Recipe {
  readonly name: ServiceName;
  /** Services that it calls. Elsewhere in a cluster, they are waited for before its start. */
  readonly calls: readonly ServiceName[];
  /** Those of them that are waited for, where it can start without the others. */
  readonly awaits?: readonly ServiceName[];
  /** It starts without those that it calls, and says meanwhile that they are missing. */
  readonly startsAlone?: boolean;
  /** Loads its program too: a process loads no others. */
  readonly create: (surroundings: Surroundings) => Promise<Module>;
}
