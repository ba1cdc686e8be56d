import type { CountedAnswer, Dispatcher } from '@simpul/connectors';
import type { ExchangeAnswer } from '@simpul/contracts';
import { HTTP, isSimpulError, RECORD, RESPONSE, SimpulError } from '@simpul/errors';
import type { Span, Tracing } from '@simpul/telemetry';
import { hash } from 'node:crypto';
import { headersForConsumer, headersForProvider } from '../domain/forwarded-headers.ts';
import { hashBody, requestHash } from '../domain/request-hash.ts';
import { requestSubjects, responseSubjects } from '../domain/subjects.ts';
import type { LeafVariables } from '../journal/closed-leaf.ts';
import type { LeafMembers } from '../journal/intent.ts';
import type { Journal } from '../journal/journal.ts';
import type { Recorder } from '../journal/recorder.ts';
import { commitSubjects, identify, saltedDigest } from './beside-leaf.ts';
import type { Prepared } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { ServiceRuntime } from './service-runtime.ts';

export interface PerformDeps {
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly dispatch: Dispatcher;
  readonly tracing: Tracing;
  readonly publicUrl: string;
}

/** What a provider's answer, or its absence, comes to. */
interface Outcome {
  readonly answer: CountedAnswer | undefined;
  /** Parsed body, where the contract's check parsed it. */
  readonly json: unknown;
  /** Goes to the consumer instead of the answer. */
  readonly failure: SimpulError | undefined;
  /** Noted in the leaf. */
  readonly error: string | undefined;
  readonly providerMs: number;
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
  const { request, xRoadId } = progress;
  const { consumer, entry, grant, target } = prepared;
  const form = runtime.leafForm(grant.agreement, consumer.id, progress.op ?? '');
  const bodyHash = hashBody(prepared.body);
  const sent = bodyHash === undefined ? undefined : saltedDigest(bodyHash);
  const requestPart = sent === undefined ? undefined : { digest: sent.digest, size: prepared.body.length };
  const asked = identify(progress);
  const pointers = entry.service.data?.subjects ?? [];
  const named = requestSubjects(pointers, prepared.json, {
    pathParameters: prepared.pathParameters ?? new Map(),
    query: target.query,
  });
  const begun: LeafMembers = {
    ...form.statics,
    agreement: { ...form.statics.agreement },
    time: request.arrivedAt,
    trace: span.traceId,
    xRoadId: asked.xRoadId,
    ...(asked.user === undefined ? {} : { user: asked.user }),
    ...(requestPart === undefined ? {} : { request: requestPart }),
  };
  const beside = { ...asked.sideCar, ...(sent === undefined ? {} : { request: sent.salt }) };
  const due = request.arrivedAt + entry.service.timeoutMs;
  await deps.journal.open({
    id: request.id,
    state: 'open',
    due,
    ...(consumer.proof === undefined ? {} : { proof: consumer.proof }),
    leaf: begun,
    sideCar: beside,
  });

  const outcome = await obtain(prepared, progress, runtime, span, deps);
  const { answer } = outcome;
  const received =
    answer === undefined || answer.body.length === 0 ? undefined : saltedDigest(hash('sha256', answer.body, 'buffer'));
  const subjects = commitSubjects(pointers.length === 0 ? [] : [...named, ...responseSubjects(pointers, outcome.json)]);
  const variables: Omit<LeafVariables, 'src'> = {
    id: request.id,
    time: request.arrivedAt,
    ms: Math.max(0, Date.now() - request.arrivedAt),
    attempts: answer?.attempts ?? (outcome.failure?.definition.exchange?.reached === 'no' ? 0 : 1),
    outcome: outcome.failure === undefined ? outcomeOf(answer) : 'failed',
    error: outcome.error,
    request: requestPart,
    response:
      answer === undefined ? undefined : { digest: received?.digest, size: answer.body.length, status: answer.status },
    subjects: subjects?.leaf,
    trace: span.traceId,
    user: asked.user,
    xRoadId: asked.xRoadId,
  };
  const stored = await deps.recorder.record(request.id, (src) => form.render({ ...variables, src }), {
    ...beside,
    ...(received === undefined ? {} : { response: received.salt }),
    ...(subjects === undefined ? {} : { subjects: subjects.sideCar }),
  });
  if (stored === 'superseded') throw new SimpulError(RECORD.SUPERSEDED);
  if (outcome.failure !== undefined) throw outcome.failure;

  const { status, headers, body } = answer ?? { status: 500, headers: [], body: prepared.body };
  return {
    status,
    headers: [
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
        madeId: progress.madeId ? xRoadId : undefined,
        bodyHash,
      }),
      'X-Simpul-Receipt',
      `${deps.publicUrl}/audit/v1/receipts/${request.id}`,
    ],
    body,
    providerMs: outcome.providerMs,
  };
}

function outcomeOf(answer: CountedAnswer | undefined): 'ok' | 'provider-error' {
  return answer !== undefined && answer.status < 400 ? 'ok' : 'provider-error';
}

/** Steps 7 and 8. Whatever happens here ends in a leaf, so nothing is thrown. */
async function obtain(
  prepared: Prepared,
  progress: Progress,
  runtime: ServiceRuntime,
  parent: Span,
  deps: PerformDeps,
): Promise<Outcome> {
  const { request } = progress;
  const { entry, target, body } = prepared;
  const span = deps.tracing.start('provider', 'client', parent.traceparent);
  const startedAt = performance.now();
  const headers = headersForProvider({
    headers: request.headers,
    requestId: request.id,
    madeId: progress.madeId ? progress.xRoadId : undefined,
    traceparent: span.traceparent,
    providerAuthorization: request.road.providerAuthorization,
  });
  try {
    const answer = await deps.dispatch(
      runtime.target,
      {
        method: request.method,
        path: target.path,
        headers,
        ...(target.query === undefined ? {} : { query: target.query }),
        ...(body.length === 0 ? {} : { body }),
      },
      { deadlineMs: Math.max(1, request.arrivedAt + entry.service.timeoutMs - Date.now()) },
    );
    const providerMs = performance.now() - startedAt;
    span.end({ 'http.response.status_code': answer.status }, answer.status >= 500);
    return { ...judge(prepared, answer), answer, providerMs };
  } catch (error) {
    const providerMs = performance.now() - startedAt;
    span.end({}, true);
    const failure = isSimpulError(error) ? error : new SimpulError(HTTP.INTERNAL, { cause: error });
    return { answer: undefined, json: undefined, failure, error: failure.code, providerMs };
  }
}

/** Step 8: holds the answer to the contract. */
function judge({ operation, entry }: Prepared, answer: CountedAnswer): Pick<Outcome, 'json' | 'failure' | 'error'> {
  const contentType = contentTypeOf(answer.headers);
  const verdict = operation?.checkResponse({ status: answer.status, contentType, body: answer.body });
  if (verdict === undefined) return { json: undefined, failure: undefined, error: undefined };
  if (verdict.ok) return { json: verdict.json, failure: undefined, error: undefined };
  const broken = new SimpulError(RESPONSE.INVALID, { params: { place: verdict.place, rule: verdict.rule } });
  return { json: undefined, failure: entry.service.responses === 'enforce' ? broken : undefined, error: broken.code };
}

function contentTypeOf(headers: readonly string[]): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-type') return headers[i + 1];
  }
  return undefined;
}
