import { type Actor, type AgreementText, objectionTo } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import { digestOfAgreement } from '@simpul/region';
import { type Facts, inForce, withPending } from './approve.ts';
import type { Change, Found } from './change-agreement.ts';
import { refuseFaulty } from './refuse-faulty.ts';
import type { DecisionParams } from './deps.ts';
import type { Pending } from './domain/life.ts';
import { textOf } from './plain-change.ts';
import { matterOf, requireAsker } from './domain/rights.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/**
 * A next version that differs by its last day alone. Whoever could approve it need not be asked: who answers for the
 * provider's systems renews at once, the data steward has taken the first step; everybody else asks, and specific personal
 * data always takes two.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_REGISTRY_INVALID`
 */
export function renew(
  { kept, file, life }: Found,
  { actor, reason, validUntil }: DecisionParams,
  { context, operations, now }: Facts & { readonly now: number },
): Change {
  if (validUntil === undefined) {
    throw new SimpulError(REGISTRY.INVALID, { faults: [{ place: '/validUntil', rule: 'required' }] });
  }
  const before = kept.value;
  const version = lastVersion(file, before.version) + 1;
  const validFrom = life.status === 'expired' ? context.day : before.validFrom;
  const text = { ...textOf(before), version, validFrom, validUntil };
  const own = rightOf(actor, text, context);
  if (own === undefined) requireAsker(text, actor, context.registry);
  refuseFaulty(text, context, operations);
  const digest = digestOfAgreement(text);
  const by = { kind: actor.kind, id: actor.id };
  const pending: Pending = {
    text,
    digest,
    requestedBy: by,
    requestedAt: now,
    ...(reason !== undefined && { reason }),
    approvals: own === 'steward' ? [{ step: 'steward', by }] : [],
  };
  const status = life.status === 'suspended' ? 'suspended' : 'active';
  return {
    agreement: own === 'provider' ? inForce(pending, status, context.day) : before,
    file: withPending(file, own === 'provider' ? undefined : pending),
    text,
    event: { act: 'renew', version, digest, ...(reason !== undefined && { reason }) },
  };
}

function rightOf(actor: Actor, text: AgreementText, { registry }: Circumstances): 'provider' | 'steward' | undefined {
  const matter = matterOf(registry, text.service);
  const isSpecific = text.personal === 'spesifik';
  if (!isSpecific && objectionTo('agreement:provide', matter, actor) === undefined) return 'provider';
  const act = isSpecific ? 'agreement:decide-personal' : 'agreement:decide';
  return objectionTo(act, matter, actor) === undefined ? 'steward' : undefined;
}

/** The highest number that a text of the agreement had. */
export function lastVersion({ history }: Change['file'], current: number): number {
  return history.reduce((highest, { version }) => Math.max(highest, version), current);
}
