import type { ErrorDefinition, ErrorTable } from '@simpul/errors';
import type { Leaf } from '@simpul/contracts';
import type { FaultBus, RunningBus } from './buses.ts';
import type { Answer, World } from './world.ts';

/** How one error is provoked by a real request. */
export interface Case<B extends RunningBus = RunningBus> {
  readonly error: ErrorDefinition;
  /** Makes the request that is answered with the error. */
  readonly provoke: (world: World<B>) => Promise<Answer>;
  /** For errors that may arise before or after the provider's system was reached: what this request does. */
  readonly reached?: boolean;
  /** What the leaf says, where that is not the error. */
  readonly leaf?: Partial<Leaf>;
}

export type FaultCase = Case<FaultBus>;

/** The row of a table; fails where there is none. */
export function row(table: ErrorTable, key: string): ErrorDefinition {
  const found = table[key];
  if (found === undefined) throw new Error(`there is no error ${key}`);
  return found;
}
