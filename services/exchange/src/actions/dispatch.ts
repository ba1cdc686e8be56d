import type { ExchangeAnswer, ExchangeRequest } from '@simpul/contracts';
import { isSimpulError } from '@simpul/errors';
import type { Logger, Metrics, Span, Tracing } from '@simpul/telemetry';
import type { RecordRefusal } from '../steps/refusal.ts';
import { perform, type PerformDeps } from '../steps/perform.ts';
import { prepare, type PrepareDeps } from '../steps/prepare.ts';
import { beginProgress, type Progress } from '../steps/progress.ts';
import type { ServiceEntry } from '../domain/directory.ts';
import type { ServiceRuntime } from '../steps/service-runtime.ts';

export interface DispatchDeps extends PrepareDeps, PerformDeps {
  readonly runtimeOf: (entry: ServiceEntry) => ServiceRuntime;
  readonly recordRefusal: RecordRefusal;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly logger: Logger;
}

/** One exchange: steps 1 to 10 of design 03. */
export function createDispatch(deps: DispatchDeps) {
  const { metrics, tracing, logger } = deps;
  // Looking a label up costs more than the observation itself.
  const durations = labelled(metrics.exchangeDuration);
  const overheads = labelled(metrics.exchangeOverhead);

  function account(progress: Progress, span: Span, outcome: 'ok' | 'error', providerMs: number): number {
    const ms = Math.max(0, Date.now() - progress.request.arrivedAt);
    durations[outcome].observe(ms / 1000);
    overheads[outcome].observe(Math.max(0, ms - providerMs) / 1000);
    span.end({ 'simpul.exchange_id': progress.request.id, 'simpul.outcome': outcome }, outcome !== 'ok');
    return ms;
  }

  return async ({ body, ...request }: ExchangeRequest & { body: Uint8Array }): Promise<ExchangeAnswer> => {
    const span = tracing.start('exchange', 'internal', request.road.traceparent);
    const progress = beginProgress(request, deps.directory.settings?.instance ?? '');
    metrics.exchangesOpen.inc();
    try {
      const prepared = await prepare(body, progress, deps);
      const runtime = deps.runtimeOf(prepared.entry);
      const { providerMs, ...answer } = await perform(prepared, progress, runtime, span, deps);
      const ms = account(progress, span, 'ok', providerMs);
      const { consumer, op } = progress;
      logger.info(
        { exchange: request.id, consumer, service: prepared.entry.service.id, op, status: answer.status, ms },
        'exchange',
      );
      answer.headers.push(
        'Server-Timing',
        `bus;dur=${Math.max(0, ms - providerMs).toFixed(1)}, provider;dur=${providerMs.toFixed(1)}`,
      );
      return answer;
    } catch (error) {
      const code = isSimpulError(error) ? error.code : 'SIMPUL_HTTP_INTERNAL';
      metrics.exchangeErrors.inc({ code });
      account(progress, span, 'error', 0);
      await deps.recordRefusal(error, progress, span.traceId);
      throw error;
    } finally {
      metrics.exchangesOpen.dec();
    }
  };
}

function labelled(histogram: Metrics['exchangeDuration']) {
  return { ok: histogram.labels('ok'), error: histogram.labels('error') };
}
