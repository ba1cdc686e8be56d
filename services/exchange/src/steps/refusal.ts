import { type LeafMembers, leafText, type Recorder } from '@simpul/bus';
import type { Agreement } from '@simpul/contracts';
import { isSimpulError } from '@simpul/errors';
import type { Logger, Metrics } from '@simpul/telemetry';
import { v7 as uuidV7 } from 'uuid';
import { createDenialCounter, type DenialSummary } from '../journal/denials.ts';
import type { Journal } from '../journal/journal.ts';
import { besideSignature, signatureMember } from '../signatures/signature-record.ts';
import { identify } from './beside-leaf.ts';
import type { Progress } from './progress.ts';

/** Records that an exchange was refused, as its error's row says: a leaf, a count, or nothing. */
export type RecordRefusal = (error: unknown, progress: Progress, trace: string) => Promise<void>;

export interface RefusalDeps {
  readonly journal: Pick<Journal, 'deny'>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Steps 2 to 5 that end in a refusal (design 03). Call `flush` now and then, and with `true` at the end. */
export function createRefusals(deps: RefusalDeps): { record: RecordRefusal; flush: (all: boolean) => void } {
  const { journal, recorder, metrics, logger } = deps;

  function summarise({ consumer, service, code, count }: DenialSummary): void {
    const id = uuidV7();
    // Leaf v1 has no member of its own for a count; `attempts` is how often it was tried.
    const members = {
      id,
      type: 'exchange.denied.summary',
      time: Date.now(),
      consumer,
      error: code,
      outcome: 'refused',
      attempts: count,
    };
    const provider = service === '' ? {} : { provider: service };
    recorder
      .record(id, (src) => leafText({ ...members, ...provider }, src), {})
      .catch((err: unknown) => logger.error({ err, code }, 'the summary of refusals waits'));
  }
  const denials = createDenialCounter(summarise);

  return {
    flush: (all) => denials.flush(all),
    async record(error, progress, trace) {
      const { request, consumer } = progress;
      if (!isSimpulError(error)) {
        logger.error({ err: error, exchange: request.id }, 'an exchange failed unexpectedly');
        return;
      }
      const { code, definition } = error;
      logger.info(
        { exchange: request.id, consumer, service: progress.entry?.service.id, op: progress.op, code },
        'refused',
      );
      const record = definition.exchange?.record ?? 'none';
      if (record === 'counted' || (record === 'denied' && consumer === undefined))
        metrics.refusedUnidentified.inc({ code });
      if (record !== 'denied' || consumer === undefined) return;
      const service = progress.entry?.service.id ?? '';
      if (!denials.count(consumer, service, code)) return;
      const { leaf, sideCar } = describe(progress, consumer, code, trace);
      // A refusal stands whether or not it can be journalled; that it was not is told.
      try {
        await journal.deny({ id: request.id, state: 'denied', due: Date.now(), leaf, sideCar });
      } catch (err) {
        logger.error({ err, exchange: request.id, code }, 'a refusal was not recorded');
      }
    },
  };
}

/** The members of an `exchange.denied` leaf: as much as was found out before the refusal. */
function describe(
  progress: Progress,
  consumer: string,
  error: string,
  trace: string,
): { leaf: LeafMembers; sideCar: LeafMembers } {
  const { request, entry, grant, op, legacyLink, signature } = progress;
  const { xRoadId, user, sideCar } = identify(progress);
  const leaf = {
    time: request.arrivedAt,
    consumer,
    error,
    ms: Math.max(0, Date.now() - request.arrivedAt),
    trace,
    xRoadId,
    ...(user === undefined ? {} : { user }),
    ...(entry === undefined ? {} : { provider: entry.service.id, version: entry.service.version }),
    ...(op === undefined ? {} : { op }),
    ...(grant === undefined ? {} : grantMembers(grant.agreement)),
    ...(legacyLink === undefined ? {} : { actor: legacyLink }),
    ...(signature === undefined ? {} : { sig: signatureMember(signature) }),
  };
  return { leaf, sideCar: signature === undefined ? sideCar : { ...sideCar, signature: besideSignature(signature) } };
}

function grantMembers(agreement: Agreement) {
  const { id, digest, legalBasis, purpose, onBehalfOf, providedFor } = agreement;
  return {
    agreement: { digest, id },
    legal: legalBasis,
    purpose: purpose.code,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(providedFor === undefined ? {} : { providedFor }),
  };
}
