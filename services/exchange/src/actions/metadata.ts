import type { ExchangeAnswer, ExchangeRequest } from '@simpul/contracts';
import { newContext, parseTraceparent } from '@simpul/telemetry';
import { answerMetadata } from '../steps/metadata.ts';
import type { PrepareDeps } from '../steps/prepare.ts';
import { beginProgress } from '../steps/progress.ts';
import type { RecordRefusal } from '../steps/refusal.ts';

/** X-Road's metadata services; a refusal leaves the same record as an exchange's. */
export function createMetadata(deps: PrepareDeps & { readonly recordRefusal: RecordRefusal }) {
  return async (request: ExchangeRequest): Promise<ExchangeAnswer> => {
    const progress = beginProgress(request, deps.directory.settings?.instance ?? '');
    try {
      return await answerMetadata(progress, deps);
    } catch (error) {
      const trace = (parseTraceparent(request.road.traceparent) ?? newContext()).traceId;
      await deps.recordRefusal(error, progress, trace);
      throw error;
    }
  };
}
