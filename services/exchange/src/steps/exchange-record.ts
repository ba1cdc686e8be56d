import type { LeafMembers, Recorder } from '@simpul/bus';
import type { CountedAnswer } from '@simpul/connectors';
import type { AppendOutcome } from '@simpul/contracts';
import type { SimpulError } from '@simpul/errors';
import type { Span } from '@simpul/telemetry';
import { claimOf } from '../domain/idempotency.ts';
import { requestSubjects, responseSubjects, type Subject } from '../domain/subjects.ts';
import type { LeafVariables } from '../journal/closed-leaf.ts';
import type { Intent } from '../journal/intent.ts';
import type { Journal } from '../journal/journal.ts';
import type { RequestSignature } from '../signatures/check-signature.ts';
import { besideSignature, type KeptSignature, signatureMember } from '../signatures/signature-record.ts';
import { commitSubjects, identify, type Salted, saltedDigest } from './beside-leaf.ts';
import type { Prepared } from './prepare.ts';
import type { Progress } from './progress.ts';
import type { LeafForm, ServiceRuntime } from './service-runtime.ts';

/** What a provider's answer, or its absence, comes to. */
export interface Outcome {
  readonly answer: CountedAnswer | undefined;
  /** Parsed body, where the contract's check parsed it. */
  readonly json: unknown;
  /** Goes to the consumer instead of the answer. */
  readonly failure: SimpulError | undefined;
  /** Noted in the leaf. */
  readonly error: string | undefined;
  readonly providerMs: number;
}

/** A body as the leaf tells of it. */
export interface RecordedBody {
  /** SHA-512 of a request, SHA-256 of a response; undefined where there was no body, or where its end never came. */
  readonly hash: Buffer | undefined;
  readonly size: number;
}

/** An exchange's record as far as it is known before its dispatch. */
export interface ExchangeDraft {
  readonly intent: Intent;
  readonly form: LeafForm;
  readonly named: readonly Subject[];
  readonly xRoadId: string;
  readonly user: string | undefined;
  /** Digest and salt of the request; undefined while its end has not come. */
  readonly sent: Salted | undefined;
  readonly signature: RequestSignature | undefined;
  /** Of the answer, where the bus signed it. */
  readonly responseSignature?: KeptSignature;
}

/** @param request - undefined while the body's end has not come; the intent then says nothing of it */
export function draftExchange(
  prepared: Prepared,
  progress: Progress,
  runtime: ServiceRuntime,
  span: Span,
  draft: { readonly due: number; readonly request: RecordedBody | undefined },
): ExchangeDraft {
  const { request, signature } = progress;
  const { consumer, entry, grant, target } = prepared;
  const form = runtime.leafForm(grant.agreement, consumer, progress.op ?? '');
  const sent = draft.request?.hash === undefined ? undefined : saltedDigest(draft.request.hash);
  const asked = identify(progress);
  const named = requestSubjects(entry.service.data?.subjects ?? [], prepared.json, {
    pathParameters: prepared.pathParameters ?? new Map(),
    query: target.query,
  });
  const leaf: LeafMembers = {
    ...form.statics,
    agreement: { ...form.statics.agreement },
    time: request.arrivedAt,
    trace: span.traceId,
    xRoadId: asked.xRoadId,
    ...(asked.user === undefined ? {} : { user: asked.user }),
    ...(sent === undefined ? {} : { request: { digest: sent.digest, size: draft.request?.size ?? 0 } }),
    ...(signature === undefined ? {} : { sig: signatureMember(signature) }),
  };
  const intent: Intent = {
    id: request.id,
    state: 'open',
    due: draft.due,
    ...(consumer.proof === undefined ? {} : { proof: consumer.proof }),
    ...(signature === undefined ? {} : { nonce: `${signature.keyid}.${signature.nonce}` }),
    ...claimOf(request, consumer.id, draft.request === undefined ? lengthOf(prepared) : draft.request.hash),
    leaf,
    sideCar: {
      ...asked.sideCar,
      ...(sent === undefined ? {} : { request: sent.salt }),
      ...(signature === undefined ? {} : { signature: besideSignature(signature) }),
    },
  };
  return { intent, form, named, xRoadId: asked.xRoadId, user: asked.user, sent, signature };
}

/** What tells streamed bodies apart before they have come. */
function lengthOf({ stream }: Prepared): Uint8Array {
  return Buffer.from(`length ${stream?.length ?? 'unknown'}`);
}

/** Bodies of an exchange that is over. */
export interface ExchangeBodies {
  readonly request: RecordedBody;
  readonly response: RecordedBody;
  /** The answer's status, if its beginning came at all. */
  readonly status: number | undefined;
}

/**
 * Records how an exchange ended.
 * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE`.
 */
export function recordExchange(
  draft: ExchangeDraft,
  prepared: Prepared,
  span: Span,
  { answer, failure, error, json }: Outcome,
  { request, response, status }: ExchangeBodies,
  { journal, recorder }: { readonly journal: Pick<Journal, 'noteStatus'>; readonly recorder: Pick<Recorder, 'record'> },
): Promise<AppendOutcome> {
  const { intent, form, named } = draft;
  if (intent.idempotency !== undefined && !wasNotSent(failure)) {
    journal.noteStatus(intent.id, failure?.definition.status ?? status ?? 0);
  }
  const time = intent.leaf['time'] as number;
  // Of a streamed request the end has come only now.
  const sent = draft.sent ?? (request.hash === undefined ? undefined : saltedDigest(request.hash));
  const received = response.hash === undefined ? undefined : saltedDigest(response.hash);
  const pointers = prepared.entry.service.data?.subjects ?? [];
  const subjects = commitSubjects(pointers.length === 0 ? [] : [...named, ...responseSubjects(pointers, json)]);
  const variables: Omit<LeafVariables, 'src'> = {
    id: intent.id,
    time,
    ms: Math.max(0, Date.now() - time),
    attempts: answer?.attempts ?? (wasNotSent(failure) ? 0 : 1),
    outcome: failure === undefined ? outcomeOf(status) : 'failed',
    error,
    request: sent === undefined ? undefined : { digest: sent.digest, size: request.size },
    response: status === undefined ? undefined : { digest: received?.digest, size: response.size, status },
    sig: draft.signature === undefined ? undefined : signatureMember(draft.signature),
    subjects: subjects?.leaf,
    trace: span.traceId,
    user: draft.user,
    xRoadId: draft.xRoadId,
  };
  return recorder.record(intent.id, (src) => form.render({ ...variables, src }), {
    ...intent.sideCar,
    ...(sent === undefined ? {} : { request: sent.salt }),
    ...(received === undefined ? {} : { response: received.salt }),
    ...(subjects === undefined ? {} : { subjects: subjects.sideCar }),
    ...(draft.responseSignature === undefined ? {} : { responseSignature: besideSignature(draft.responseSignature) }),
  });
}

/** Whether the provider cannot have seen the request, so that an idempotency key was not used up. */
export function wasNotSent(failure: SimpulError | undefined): boolean {
  return failure?.definition.exchange?.reached === 'no';
}

function outcomeOf(status: number | undefined): 'ok' | 'provider-error' {
  return status !== undefined && status < 400 ? 'ok' : 'provider-error';
}
