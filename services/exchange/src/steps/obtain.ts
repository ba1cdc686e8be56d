import type { AnswerHead, AnswerPassage, CountedAnswer, Dispatcher, StreamedBody } from '@simpul/connectors';
import { CALL_BODY_MAX_BYTES } from '@simpul/contracts';
import { HTTP, isSimpulError, PROVIDER, RESPONSE, SimpulError, STREAM } from '@simpul/errors';
import type { Span, Tracing } from '@simpul/telemetry';
import { MAX_HELD_BODY_BYTES } from '../config.ts';
import { bareMediaType, isJsonMediaType } from '@simpul/openapi';
import { headersForProvider } from '../domain/forwarded-headers.ts';
import type { Outcome } from './exchange-record.ts';
import { PLACEHOLDER, type Prepared } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { ServiceRuntime } from './service-runtime.ts';

export interface ObtainDeps {
  readonly dispatch: Dispatcher;
  readonly tracing: Tracing;
}

/** How the bodies of an exchange pass that are too large to be held. */
export interface Passages {
  readonly request: StreamedBody | undefined;
  readonly answer: AnswerPassage;
  /** Ends the dispatch with its reason. */
  readonly signal: AbortSignal;
}

/** Steps 7 and 8. Whatever happens here ends in a leaf, so nothing is thrown. */
export async function obtain(
  prepared: Prepared,
  progress: Progress,
  runtime: ServiceRuntime,
  parent: Span,
  deps: ObtainDeps,
  passages?: Passages,
): Promise<Outcome> {
  const { request } = progress;
  const { entry, target, example } = prepared;
  if (example !== undefined) return { ...judge(prepared, example), answer: example, providerMs: 0 };
  const { timeoutMs } = entry.service;
  // The time of a streamed request counts from its end on.
  const left = passages?.request === undefined ? request.arrivedAt + timeoutMs - Date.now() : timeoutMs;
  if (left <= 0) return tooLate(timeoutMs);
  const span = deps.tracing.start('provider', 'client', parent.traceparent);
  const startedAt = performance.now();
  const headers = headersForProvider({
    headers: request.headers,
    requestId: request.id,
    madeId: progress.madeId ? progress.xRoadId : undefined,
    traceparent: span.traceparent,
    providerAuthorization: request.road.providerAuthorization,
  });
  const body = passages?.request ?? (prepared.body.length === 0 ? undefined : prepared.body);
  try {
    const answer = await deps.dispatch(
      runtime.target,
      {
        method: request.method,
        path: target.path,
        headers,
        ...(target.query === undefined ? {} : { query: target.query }),
        ...(body === undefined ? {} : { body }),
      },
      {
        deadlineMs: left,
        ...(passages === undefined ? {} : { passage: passages.answer, signal: passages.signal }),
      },
    );
    const providerMs = performance.now() - startedAt;
    span.end({ 'http.response.status_code': answer.status }, answer.status >= 500);
    if (request.apart === true && answer.body.length > CALL_BODY_MAX_BYTES) return uncarried(answer, providerMs);
    return { ...judge(prepared, answer), answer, providerMs };
  } catch (error) {
    const providerMs = performance.now() - startedAt;
    span.end({}, true);
    const failure = isSimpulError(error) ? error : new SimpulError(HTTP.INTERNAL, { cause: error });
    return { answer: undefined, json: undefined, failure, error: failure.code, providerMs };
  }
}

/** Nothing is sent any more: whoever waited was told, and another node may take the exchange for one that was left. */
function tooLate(limit: number): Outcome {
  const failure = new SimpulError(PROVIDER.DEADLINE_PASSED, { params: { limit }, retryAfter: 1 });
  return { answer: undefined, json: undefined, failure, error: failure.code, providerMs: 0 };
}

/** The bus packet of an answer as large as this would not reach a gateway that runs apart. */
function uncarried(answer: CountedAnswer, providerMs: number): Outcome {
  const failure = new SimpulError(STREAM.ANSWER_TOO_LARGE, { params: { limit: CALL_BODY_MAX_BYTES } });
  return { answer, json: undefined, failure, error: failure.code, providerMs };
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

/**
 * Step 8 for an answer too large to be held: JSON under a contract cannot be checked.
 * @returns what is noted in the leaf
 * @throws SimpulError `SIMPUL_PROVIDER_RESPONSE_TOO_LARGE`, `SIMPUL_RESPONSE_INVALID` where the service enforces its contract
 */
export function judgeHead({ operation, entry }: Prepared, { status, headers }: AnswerHead): string | undefined {
  if (operation === undefined) return undefined;
  const contentType = contentTypeOf(headers);
  const verdict = isJsonMediaType(bareMediaType(contentType))
    ? undefined
    : operation.checkResponse({ status, contentType, body: PLACEHOLDER });
  if (verdict?.ok === true) return undefined;
  const broken =
    verdict === undefined
      ? new SimpulError(PROVIDER.RESPONSE_TOO_LARGE, { params: { limit: MAX_HELD_BODY_BYTES } })
      : new SimpulError(RESPONSE.INVALID, { params: { place: verdict.place, rule: verdict.rule } });
  if (entry.service.responses === 'enforce') throw broken;
  return broken.code;
}

function contentTypeOf(headers: readonly string[]): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-type') return headers[i + 1];
  }
  return undefined;
}
