import type { Bus } from '@simpul/bus';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';

/** What the identity service works with. */
export interface IdentityDependencies {
  readonly bus: Bus;
  readonly logger: Logger;
  /** Opens this service's store; the service closes it. */
  readonly openStore: (
    collections: readonly CollectionSpec[],
    format: number,
  ) => DocumentStore | Promise<DocumentStore>;
  /** Milliseconds of a clock that never goes back, for limits; the process's own by default. */
  readonly now?: () => number;
}
