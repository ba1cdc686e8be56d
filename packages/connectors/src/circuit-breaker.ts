import { isSimpulError, PROVIDER, SimpulError } from '@simpul/errors';
import { circuitBreaker, type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { Dispatch, ProviderAnswer, RestTarget } from './connector.ts';
import { BREAKER_FAILURES, BREAKER_OPEN_MS } from './defaults.ts';
import { ProviderFailure } from './provider-failure.ts';

const OPENING = [PROVIDER.UNREACHABLE, PROVIDER.TIMEOUT, PROVIDER.BROKE_OFF, PROVIDER.TLS_FAILED];

/**
 * Leaves a service alone for a while after repeated connection errors and time-outs; any answer, whatever its status,
 * is a success. The state belongs to the target, so a changed service starts closed.
 */
export function breakCircuit<A extends ProviderAnswer>(next: Dispatch<A>): Dispatch<A> {
  const policies = new WeakMap<RestTarget, CircuitBreakerPolicy>();
  return async (target, request, options) => {
    let policy = policies.get(target);
    if (!policy) policies.set(target, (policy = createPolicy()));
    let ran = false;
    // While one probe is under way cockatiel would let the others wait for it, beyond their deadlines.
    if (policy.state === CircuitState.HalfOpen) throw circuitOpen();
    try {
      return await policy.execute(() => {
        ran = true;
        return next(target, request, options);
      });
    } catch (error) {
      throw ran ? error : circuitOpen(error);
    }
  };
}

function createPolicy(): CircuitBreakerPolicy {
  const opens = handleWhen((error) => {
    const isOwnFault = error instanceof ProviderFailure && error.stoodStill;
    return !isOwnFault && OPENING.some((definition) => isSimpulError(error, definition));
  });
  return circuitBreaker(opens, {
    halfOpenAfter: BREAKER_OPEN_MS,
    breaker: new ConsecutiveBreaker(BREAKER_FAILURES),
  });
}

function circuitOpen(cause?: unknown): SimpulError {
  return new SimpulError(PROVIDER.CIRCUIT_OPEN, { retryAfter: BREAKER_OPEN_MS / 1000, cause });
}
