import type { Leaf } from '@simpul/contracts';
import type { ErrorDefinition } from '@simpul/errors';
import type { FaultBus, RunningBus } from './buses.ts';
import type { Answer, World } from './world.ts';

/** How one error is provoked by a real request. */
export interface Case<B extends RunningBus = RunningBus> {
  readonly error: ErrorDefinition;
  /** Tells cases of one error apart. */
  readonly variant?: string;
  /** Makes the request that is answered with the error. */
  readonly provoke: (world: World<B>) => Promise<Answer>;
  /** For errors that may arise before or after the provider's system was reached: what this request does. */
  readonly reached?: boolean;
  /** What the leaf says, where that is not the error. */
  readonly leaf?: LeafEnd;
  /** Puts the world right again, after what the request did was looked at. */
  readonly recover?: (world: World<B>) => Promise<void>;
}

/** How a leaf says that an exchange ended. */
export interface LeafEnd {
  readonly outcome: Leaf['outcome'];
  readonly error: string | undefined;
}

export type FaultCase = Case<FaultBus>;
