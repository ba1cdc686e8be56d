import type { Recorder } from '@simpul/bus';
import type { ExchangeAnswer } from '@simpul/contracts';
import { RECORD, SimpulError } from '@simpul/errors';
import type { Span } from '@simpul/telemetry';
import { hash } from 'node:crypto';
import { headersForConsumer } from '../domain/forwarded-headers.ts';
import { hashBody, requestHash } from '../domain/request-hash.ts';
import type { Journal } from '../journal/journal.ts';
import { draftExchange, recordExchange, wasNotSent } from './exchange-record.ts';
import { obtain, type ObtainDeps } from './obtain.ts';
import type { Prepared } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { ServiceRuntime } from './service-runtime.ts';

export interface PerformDeps extends ObtainDeps {
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly publicUrl: string;
}

/** An answer with the provider's share of its time, in milliseconds. */
export type TimedAnswer = ExchangeAnswer & { readonly providerMs: number };

/** Steps 6 to 10 of an exchange that was authorised: record the intent, dispatch, validate, record the outcome, answer. */
export async function perform(
  prepared: Prepared,
  progress: Progress,
  runtime: ServiceRuntime,
  span: Span,
  deps: PerformDeps,
): Promise<TimedAnswer> {
  const sent = { hash: hashBody(prepared.body), size: prepared.body.length };
  const due = progress.request.arrivedAt + prepared.entry.service.timeoutMs;
  const draft = draftExchange(prepared, progress, runtime, span, { due, request: sent });
  await deps.journal.open(draft.intent);

  const outcome = await obtain(prepared, progress, runtime, span, deps);
  const { answer, failure, providerMs } = outcome;
  const size = answer?.body.length ?? 0;
  const bodies = {
    request: sent,
    response: { hash: size === 0 ? undefined : hash('sha256', answer?.body ?? prepared.body, 'buffer'), size },
    status: answer?.status,
  };
  const stored = await recordExchange(draft, prepared, span, outcome, bodies, deps);
  if (stored === 'superseded') throw new SimpulError(RECORD.SUPERSEDED);
  if (failure !== undefined) {
    if (draft.intent.idempotency !== undefined && wasNotSent(failure)) await deps.journal.giveBack(draft.intent.id);
    throw failure;
  }

  const { status, headers, body } = answer ?? { status: 500, headers: [], body: prepared.body };
  return {
    status,
    headers: answerHeaders(headers, sent.hash, prepared, progress, deps.publicUrl),
    body,
    providerMs,
  };
}

/** The headers that a consumer gets: the provider's, then X-Road's. */
export function answerHeaders(
  headers: readonly string[],
  bodyHash: Buffer | undefined,
  { consumer, entry }: Prepared,
  { request, xRoadId, madeId }: Progress,
  publicUrl: string,
): string[] {
  return [
    ...headersForConsumer(headers),
    'x-road-id',
    xRoadId,
    'x-road-client',
    consumer.id,
    'x-road-service',
    entry.service.id,
    'x-road-request-id',
    request.id,
    'x-road-request-hash',
    requestHash({
      method: request.method,
      target: request.target,
      headers: request.headers,
      requestId: request.id,
      madeId: madeId ? xRoadId : undefined,
      bodyHash,
    }),
    'X-Simpul-Receipt',
    `${publicUrl}/audit/v1/receipts/${request.id}`,
  ];
}
