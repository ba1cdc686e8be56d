import type { Dispatch, ProviderAnswer, ProviderRequest, RestTarget } from './connector.ts';
import { MAX_ATTEMPTS } from './defaults.ts';
import { ProviderFailure } from './provider-failure.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

/** Idempotent methods (RFC 9110 section 9.2.2) of those that the bus carries. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

/** A body that is sent on while it arrives cannot be sent again. */
function isRepeatable({ method, body }: ProviderRequest): boolean {
  return IDEMPOTENT.has(method) && (body === undefined || body instanceof Uint8Array);
}

/** An answer with the number of times the request was sent for it. */
export interface CountedAnswer extends ProviderAnswer {
  readonly attempts: number;
}

/**
 * Repeats an idempotent request once where the provider cannot have begun to act on it: it was not reached, or it had
 * closed a kept connection on which the request went out. Bounded by the deadline and by the service's retry budget.
 *
 * @param now - milliseconds of a clock that never goes back
 */
export function retryUnseen(next: Dispatch, now: () => number): Dispatch<CountedAnswer> {
  const budgets = new WeakMap<RestTarget, RetryBudget>();
  return async (target, request, options) => {
    let budget = budgets.get(target);
    if (!budget) budgets.set(target, (budget = createRetryBudget()));
    budget.earn();
    const end = now() + options.deadlineMs;
    for (let attempts = 1; ; attempts += 1) {
      const deadlineMs = attempts === 1 ? options.deadlineMs : end - now();
      try {
        const answer = await next(target, request, { ...options, deadlineMs });
        return { status: answer.status, headers: answer.headers, body: answer.body, attempts };
      } catch (error) {
        const repeatable = error instanceof ProviderFailure && error.repeatable && isRepeatable(request);
        if (!repeatable || attempts >= MAX_ATTEMPTS || end - now() <= 0 || options.signal?.aborted || !budget.spend()) {
          throw error;
        }
      }
    }
  };
}
