import { limitPerProvider } from './bulkhead.ts';
import { breakCircuit } from './circuit-breaker.ts';
import type { Dispatch, RestConnector } from './connector.ts';
import { type CountedAnswer, retryUnseen } from './retry.ts';

export type { CountedAnswer } from './retry.ts';

/** What step 7 of an exchange calls. */
export type Dispatcher = Dispatch<CountedAnswer>;

export interface DispatcherOptions {
  /** Milliseconds of a clock that never goes back; `performance.now` when left out. */
  readonly now?: () => number;
}

/**
 * A connector with everything that protects bus and provider around it. From the outside in: a bulkhead per provider,
 * a circuit breaker per service (which sees a request and its retry as one), retries.
 */
export function createDispatcher(connector: RestConnector, options: DispatcherOptions = {}): Dispatcher {
  const now = options.now ?? (() => performance.now());
  return limitPerProvider(breakCircuit(retryUnseen(connector.dispatch, now)));
}
