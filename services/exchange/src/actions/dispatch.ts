import type { ExchangeAnswer, ExchangeRequest } from '@simpul/contracts';
import { isSimpulError, SimpulError, STREAM } from '@simpul/errors';
import type { Logger, Metrics, Span, Tracing } from '@simpul/telemetry';
import { MAX_HELD_BODY_BYTES } from '../config.ts';
import { sealRefusal, type SealRefusalDeps } from '../signatures/seal-refusal.ts';
import type { RecordRefusal } from '../steps/refusal.ts';
import { perform } from '../steps/perform.ts';
import { mayStream, performStreaming, type StreamingAnswer, type StreamingDeps } from '../steps/perform-streaming.ts';
import { type IncomingBody, prepare, type PrepareExchangeDeps } from '../steps/prepare.ts';
import { beginProgress, type Progress } from '../steps/progress.ts';
import type { UnderWay } from './under-way.ts';
import type { ServiceEntry } from '../domain/directory.ts';
import type { ServiceRuntime } from '../steps/service-runtime.ts';

export interface DispatchDeps extends PrepareExchangeDeps, StreamingDeps, SealRefusalDeps {
  readonly runtimeOf: (entry: ServiceEntry) => ServiceRuntime;
  readonly recordRefusal: RecordRefusal;
  readonly underWay: UnderWay;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly logger: Logger;
}

/** One exchange: steps 1 to 10 of design 03. */
export function createDispatch(deps: DispatchDeps) {
  const { underWay, metrics, tracing, logger } = deps;
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

  function succeed(progress: Progress, span: Span, { status, providerMs }: StreamingAnswer): number {
    const ms = account(progress, span, 'ok', providerMs);
    const { request, consumer, op, entry } = progress;
    logger.info({ exchange: request.id, consumer, service: entry?.service.id, op, status, ms }, 'exchange');
    return ms;
  }

  async function fail(progress: Progress, span: Span, error: unknown): Promise<void> {
    const code = isSimpulError(error) ? error.code : 'SIMPUL_HTTP_INTERNAL';
    metrics.exchangeErrors.inc({ code });
    account(progress, span, 'error', 0);
    await deps.recordRefusal(error, progress, span.traceId);
  }

  /** Accounts for an exchange whose answer was given out before its end. */
  function follow(progress: Progress, span: Span, done: Promise<StreamingAnswer>): void {
    underWay.begin();
    done
      .then(
        (answer) => void succeed(progress, span, answer),
        (error: unknown) => fail(progress, span, error),
      )
      .catch((err: unknown) => logger.error({ err, exchange: progress.request.id }, 'a stream was not accounted for'))
      .finally(() => underWay.end());
  }

  async function conduct(request: ExchangeRequest, body: Uint8Array, stream?: IncomingBody): Promise<ExchangeAnswer> {
    const span = tracing.start('exchange', 'internal', request.road.traceparent);
    const progress = beginProgress(request, deps.directory.settings?.instance ?? '');
    underWay.begin();
    try {
      const prepared = await prepare(body, progress, deps, stream);
      const runtime = deps.runtimeOf(prepared.entry);
      const carryOut = mayStream(prepared, progress) ? performStreaming : perform;
      const answered: StreamingAnswer = await carryOut(prepared, progress, runtime, span, deps);
      const { providerMs, done, ...answer } = answered;
      if (done !== undefined) follow(progress, span, done);
      const ms = done === undefined ? succeed(progress, span, answered) : Date.now() - progress.request.arrivedAt;
      answer.headers.push(
        'Server-Timing',
        `bus;dur=${Math.max(0, ms - providerMs).toFixed(1)}, provider;dur=${providerMs.toFixed(1)}`,
      );
      return answer;
    } catch (error) {
      await fail(progress, span, error);
      // An error that could not be signed is told all the same.
      const sealed = await sealRefusal(error, progress, deps).catch((err: unknown) => {
        logger.error({ err, exchange: request.id }, 'an error was answered without a signature');
        return undefined;
      });
      if (sealed === undefined) throw error;
      return sealed;
    } finally {
      underWay.end();
    }
  }

  return {
    /** A request whose body is held. */
    dispatch: ({ body, ...request }: ExchangeRequest & { body: Uint8Array }) => conduct(request, body),
    /** A request whose body is in a lane of this process. */
    stream: async ({ length, ...request }: ExchangeRequest & { length?: number }): Promise<ExchangeAnswer> => {
      const source = deps.lanes.take(`${request.id}/request`);
      if (source === undefined || request.apart === true) {
        source?.destroy();
        throw new SimpulError(STREAM.UNAVAILABLE, { params: { limit: MAX_HELD_BODY_BYTES } });
      }
      return conduct(request, NOTHING, { source, length });
    },
  };
}

const NOTHING = new Uint8Array();

function labelled(histogram: Metrics['exchangeDuration']) {
  return { ok: histogram.labels('ok'), error: histogram.labels('error') };
}
