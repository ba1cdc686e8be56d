import type { AnswerHead } from '@simpul/connectors';
import { STREAM_MAX_MS } from '@simpul/contracts';
import { HTTP, isSimpulError, PROVIDER, RECORD, SimpulError } from '@simpul/errors';
import type { Span } from '@simpul/telemetry';
import { hash } from 'node:crypto';
import type { BodyLanes } from '@simpul/bus';
import { MAX_HELD_BODY_BYTES, STREAM_IDLE_MS } from '../config.ts';
import { hashBody } from '../domain/request-hash.ts';
import { AnswerPassing } from '../streams/answer-passage.ts';
import type { HashThread } from '../hashing/hash-thread.ts';
import { passRequest, type RequestPassage, type WholeBody } from '../streams/request-passage.ts';
import {
  draftExchange,
  type ExchangeDraft,
  type Outcome,
  type RecordedBody,
  recordExchange,
  wasNotSent,
} from './exchange-record.ts';
import { judgeHead, obtain } from './obtain.ts';
import { answerHeaders, type PerformDeps, type TimedAnswer } from './perform.ts';
import type { Prepared } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { ServiceRuntime } from './service-runtime.ts';

export interface StreamingDeps extends PerformDeps {
  readonly lanes: BodyLanes;
  /** Aborted when the node stops: what still streams is cut, and its intent stays open for the next start. */
  readonly closing: AbortSignal;
  readonly hashes: Pick<HashThread, 'begin'>;
  /** Told how many bytes stream through, whose buffers are garbage from then on. */
  readonly onPassed: (bytes: number) => void;
}

/** An answer whose body may still be on its way. */
export interface StreamingAnswer extends TimedAnswer {
  /** Ends with the exchange, where the answer was given out before its end. */
  readonly done?: Promise<TimedAnswer>;
}

/** Whether bodies of a service may pass that are too large to be held. */
export function mayStream({ entry, grant }: Prepared, { request }: Progress): boolean {
  // What the bus signs it holds: the digest stands before the body. And only a gateway of this process can take one from a lane.
  if (request.apart === true) return false;
  return entry.service.maxBody > MAX_HELD_BODY_BYTES && grant.agreement.signatures !== 'both';
}

/** An answer that passes, and what is known of it. */
interface PassingAnswer {
  readonly head: AnswerHead;
  readonly body: AnswerPassing;
  /** Noted in the leaf. */
  readonly note: string | undefined;
}

/**
 * Steps 6 to 10 as `perform` takes them, for an exchange of which a body may be too large to be held. The answer of such
 * a one is given out as soon as the request has come to its end, without the end of its body.
 */
export async function performStreaming(
  prepared: Prepared,
  progress: Progress,
  runtime: ServiceRuntime,
  span: Span,
  deps: StreamingDeps,
): Promise<StreamingAnswer> {
  const { stream } = prepared;
  const { maxBody, timeoutMs } = prepared.entry.service;
  const { arrivedAt, id } = progress.request;
  const { hashes, onPassed } = deps;
  const held = stream === undefined ? { hash: hashBody(prepared.body), size: prepared.body.length } : undefined;
  const last = arrivedAt + STREAM_MAX_MS;
  const due = stream === undefined ? arrivedAt + timeoutMs : last;
  const draft = draftExchange(prepared, progress, runtime, span, { due, request: held });
  await deps.journal.open(draft.intent);

  const stopping = new AbortController();
  const timer = setTimeout(
    () => {
      stopping.abort(new SimpulError(PROVIDER.TIMEOUT, { params: { limit: STREAM_MAX_MS } }));
    },
    Math.max(1, last - Date.now()),
  );
  const upload = stream === undefined ? undefined : passRequest({ ...stream, maxBytes: maxBody, hashes, onPassed });
  watch(upload, stopping);
  const close = (): void => stopping.abort(deps.closing.reason);
  deps.closing.addEventListener('abort', close, { once: true });
  const early = Promise.withResolvers<TimedAnswer>();
  let passing: PassingAnswer | undefined;

  /** Gives the answer out without its body's end, as soon as its headers can be made. */
  async function giveOut(head: AnswerHead, length: number | undefined, body: AnswerPassing): Promise<void> {
    const providerMs = performance.now() - begunAt;
    const whole = await (upload?.whole ?? held);
    const lane = `${id}/response`;
    deps.lanes.offer(lane, body.readable);
    body.readable.once('close', () => deps.lanes.take(lane));
    body.begin();
    early.resolve({
      status: head.status,
      headers: answerHeaders(head.headers, whole?.hash, prepared, progress, deps.publicUrl),
      body: NOTHING,
      stream: length === undefined ? {} : { length },
      providerMs,
    });
  }

  function open(head: AnswerHead, length: number | undefined, resume: () => void): AnswerPassing {
    const note = judgeHead(prepared, head);
    const body = new AnswerPassing({ resume, onPassed });
    passing = { head, body, note };
    if (stream === undefined) deps.journal.extend(id, last);
    // If the request's end does not come, the exchange fails, and says so itself.
    giveOut(head, length, body).catch(() => undefined);
    return body;
  }

  const begunAt = performance.now();
  const done = obtain(prepared, progress, runtime, span, deps, {
    request: upload?.body,
    answer: { maxBytes: maxBody, idleMs: STREAM_IDLE_MS, open },
    signal: stopping.signal,
  })
    .then((outcome) => conclude(outcome, { upload, held, passing, draft, prepared, progress, span, deps }))
    .finally(() => {
      clearTimeout(timer);
      deps.closing.removeEventListener('abort', close);
    });
  const first = await Promise.race([early.promise, done]);
  return first.stream === undefined ? first : { ...first, done };
}

const NOTHING = new Uint8Array();

/** A passage that ends badly ends the dispatch, and the other way round. */
function watch(upload: RequestPassage | undefined, stopping: AbortController): void {
  if (upload === undefined) return;
  upload.whole.catch((error: unknown) => stopping.abort(error));
  stopping.signal.addEventListener('abort', () => upload.fail(stopping.signal.reason as Error), { once: true });
}

/** An exchange whose dispatch is over. */
interface Ending {
  readonly upload: RequestPassage | undefined;
  readonly held: RecordedBody | undefined;
  readonly passing: PassingAnswer | undefined;
  readonly draft: ExchangeDraft;
  readonly prepared: Prepared;
  readonly progress: Progress;
  readonly span: Span;
  readonly deps: StreamingDeps;
}

/** Waits for the request's end, records the outcome, and gives out the end of the answer. */
async function conclude(dispatched: Outcome, ending: Ending): Promise<TimedAnswer> {
  const { held, passing, draft, prepared, progress, span, deps } = ending;
  const { outcome, whole } = await withRequest(dispatched, ending);
  if (deps.closing.aborted && outcome.failure !== undefined) {
    passing?.body.break(outcome.failure);
    throw outcome.failure;
  }
  const { answer, failure, providerMs } = outcome;
  const bodies = {
    request: held ?? whole ?? { hash: undefined, size: 0 },
    response: responseOf(outcome, passing),
    status: answer?.status ?? passing?.head.status,
  };
  const noted = passing === undefined ? outcome : { ...outcome, error: outcome.error ?? passing.note };
  try {
    const stored = await recordExchange(draft, prepared, span, noted, bodies, deps);
    if (stored === 'superseded') throw new SimpulError(RECORD.SUPERSEDED);
    if (failure !== undefined) {
      if (draft.intent.idempotency !== undefined && wasNotSent(failure)) await deps.journal.giveBack(draft.intent.id);
      throw failure;
    }
  } catch (error) {
    passing?.body.break(error instanceof Error ? error : new Error('the answer ends here', { cause: error }));
    throw error;
  }
  passing?.body.release();
  const { status, headers, body } = answer ?? { status: 500, headers: [], body: NOTHING };
  const shown = answerHeaders(headers, bodies.request.hash, prepared, progress, deps.publicUrl);
  return { status, headers: shown, body, providerMs };
}

/** A request whose end does not come makes its exchange fail, whatever was answered. */
async function withRequest(
  outcome: Outcome,
  { upload }: Ending,
): Promise<{ readonly outcome: Outcome; readonly whole: WholeBody | undefined }> {
  if (upload === undefined) return { outcome, whole: undefined };
  if (outcome.answer === undefined) {
    upload.fail(outcome.failure ?? new SimpulError(HTTP.INTERNAL));
    return { outcome, whole: await upload.whole.catch(() => undefined) };
  }
  try {
    return { outcome, whole: await upload.whole };
  } catch (error) {
    const failure = isSimpulError(error) ? error : new SimpulError(HTTP.INTERNAL, { cause: error });
    return { outcome: { ...outcome, failure, error: failure.code }, whole: undefined };
  }
}

function responseOf({ answer }: Outcome, passing: PassingAnswer | undefined): RecordedBody {
  if (passing !== undefined) {
    const { body } = passing;
    // What broke off has a size, but no digest that anybody could compare.
    return { hash: answer === undefined || body.size === 0 ? undefined : body.digest(), size: body.size };
  }
  const size = answer?.body.length ?? 0;
  return { hash: size === 0 ? undefined : hash('sha256', answer?.body ?? NOTHING, 'buffer'), size };
}
