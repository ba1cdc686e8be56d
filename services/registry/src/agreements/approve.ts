import { requireDuty } from '@simpul/bus';
import { AGREEMENT, SimpulError } from '@simpul/errors';
import type { Change, Found } from './change-agreement.ts';
import { refuseFaulty } from './refuse-faulty.ts';
import type { DecisionParams } from './deps.ts';
import { afterApproval, awaitedStep, type Pending } from './domain/life.ts';
import { approvalAct, approvalMatter } from './domain/rights.ts';
import type { ContractOperation } from './domain/contract-operation.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** What an approval is held against. */
export interface Facts {
  readonly context: Circumstances;
  readonly operations: readonly ContractOperation[] | undefined;
}

/**
 * Takes the step that a text waits for. The last one brings it into force, if what it names is still so.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_AGREEMENT_OVER`, `SIMPUL_REGISTRY_INVALID`
 */
export function approve(
  { kept, file, life }: Found,
  { actor, reason }: Pick<DecisionParams, 'actor' | 'reason'>,
  { context, operations }: Facts,
): Change {
  const { pending } = file;
  if (pending === undefined) throw new TypeError('what is approved waits');
  requireDuty(approvalAct(pending), approvalMatter(pending, context.registry), actor);
  const { text, digest } = pending;
  if (text.validUntil < context.day) {
    throw new SimpulError(AGREEMENT.OVER, { params: { id: text.id, day: text.validUntil } });
  }
  refuseFaulty(text, context, operations);
  const next = afterApproval({ ...life, pending }, { kind: actor.kind, id: actor.id });
  const step = awaitedStep(pending);
  return {
    agreement: next.pending === undefined ? inForce(pending, next.status, context.day) : kept.value,
    file: withPending(file, next.pending),
    text,
    event: {
      act: 'approve',
      ...(step !== undefined && { step }),
      version: text.version,
      digest,
      ...(reason !== undefined && { reason }),
    },
  };
}

/** A text that nobody has to decide on any more. */
export function inForce({ text, digest }: Pending, status: Change['agreement']['status'], day: string) {
  return { ...text, status, since: day, digest };
}

/** A file with another text that waits, or none. */
export function withPending({ pending: _before, ...file }: Change['file'], pending: Pending | undefined) {
  return { ...file, ...(pending !== undefined && { pending }) };
}
