import type { Recorder } from '@simpul/bus';
import type { ExchangeAnswer } from '@simpul/contracts';
import { HTTP, isSimpulError, RECORD, SimpulError } from '@simpul/errors';
import type { Span } from '@simpul/telemetry';
import { hash } from 'node:crypto';
import { headersForConsumer } from '../domain/forwarded-headers.ts';
import { hashBody, requestHash } from '../domain/request-hash.ts';
import type { Journal } from '../journal/journal.ts';
import { boundTo, type ResponseKey, type SealedAnswer, sealAnswer } from '../signatures/seal-answer.ts';
import { draftExchange, type Outcome, recordExchange, wasNotSent } from './exchange-record.ts';
import { obtain, type ObtainDeps } from './obtain.ts';
import type { Prepared } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { ServiceRuntime } from './service-runtime.ts';

export interface PerformDeps extends ObtainDeps {
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly publicUrl: string;
  /** The key that signs responses now. */
  readonly responseKey: () => ResponseKey;
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

  const obtained = await obtain(prepared, progress, runtime, span, deps);
  const { outcome, released } = await release(obtained, sent.hash, { prepared, progress, deps });
  const { answer, failure, providerMs } = outcome;
  const size = answer?.body.length ?? 0;
  const bodies = {
    request: sent,
    response: { hash: size === 0 ? undefined : hash('sha256', answer?.body ?? prepared.body, 'buffer'), size },
    status: answer?.status,
  };
  const signed = released?.signature === undefined ? draft : { ...draft, responseSignature: released.signature };
  const stored = await recordExchange(signed, prepared, span, outcome, bodies, deps);
  if (stored === 'superseded') throw new SimpulError(RECORD.SUPERSEDED);
  if (failure !== undefined) {
    if (draft.intent.idempotency !== undefined && wasNotSent(failure)) await deps.journal.giveBack(draft.intent.id);
    throw failure;
  }

  return { ...(released?.answer ?? NO_ANSWER), providerMs };
}

/** Never given out: without an answer there is a failure. */
const NO_ANSWER: ExchangeAnswer = { status: 500, headers: [], body: new Uint8Array() };

/** What the consumer is to get, signed where the agreement demands it; a failure where that cannot be done. */
async function release(
  outcome: Outcome,
  sent: Buffer | undefined,
  { prepared, progress, deps }: { prepared: Prepared; progress: Progress; deps: PerformDeps },
): Promise<{ outcome: Outcome; released?: { answer: ExchangeAnswer; signature?: SealedAnswer['signature'] } }> {
  if (outcome.failure !== undefined || outcome.answer === undefined) return { outcome };
  const { status, headers, body } = outcome.answer;
  const answer = { status, headers: answerHeaders(headers, sent, prepared, progress, deps.publicUrl), body };
  const bound = boundTo(progress);
  if (bound === undefined) return { outcome, released: { answer } };
  try {
    const { method } = progress.request;
    return { outcome, released: await sealAnswer(answer, { method, bound, key: deps.responseKey() }) };
  } catch (error) {
    const failure = isSimpulError(error) ? error : new SimpulError(HTTP.INTERNAL, { cause: error });
    return { outcome: { ...outcome, failure, error: failure.code } };
  }
}

/** The headers that a consumer gets: the provider's, then X-Road's. */
export function answerHeaders(
  headers: readonly string[],
  bodyHash: Buffer | undefined,
  { consumer, entry, marks }: Prepared,
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
    ...marks,
  ];
}
