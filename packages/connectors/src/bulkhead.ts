import { PROVIDER, SimpulError } from '@simpul/errors';
import { bulkhead, type BulkheadPolicy, BulkheadRejectedError } from 'cockatiel';
import type { Dispatch, ProviderAnswer } from './connector.ts';
import { BULKHEAD_LIMIT } from './defaults.ts';

/**
 * Bounds the exchanges with one providing subsystem, so that a slow one cannot take the whole bus. Nobody queues:
 * beyond the limit the answer is `PROVIDER.BUSY`.
 */
export function limitPerProvider<A extends ProviderAnswer>(next: Dispatch<A>, limit = BULKHEAD_LIMIT): Dispatch<A> {
  const policies = new Map<string, BulkheadPolicy>();
  return async (target, request, options) => {
    const provider = target.id.slice(0, target.id.lastIndexOf('/'));
    let policy = policies.get(provider);
    if (!policy) policies.set(provider, (policy = bulkhead(limit, 0)));
    try {
      return await policy.execute(() => next(target, request, options));
    } catch (error) {
      if (error instanceof BulkheadRejectedError) {
        throw new SimpulError(PROVIDER.BUSY, { retryAfter: 1, cause: error });
      }
      throw error;
    } finally {
      // An idle provider leaves nothing behind.
      if (policy.executionSlots === limit) policies.delete(provider);
    }
  };
}
