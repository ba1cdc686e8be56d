import type { AgreementAct, AgreementState, AgreementStep, AgreementText } from '@simpul/contracts';
import { AGREEMENT_STEPS } from '@simpul/contracts';

/** Who did something. */
export interface Doer {
  readonly kind: 'person' | 'client';
  readonly id: string;
}

/** A text that waits for decisions. */
export interface Pending {
  readonly text: AgreementText;
  readonly digest: string;
  readonly requestedBy: Doer;
  readonly requestedAt: number;
  readonly reason?: string;
  readonly approvals: readonly { readonly step: AgreementStep; readonly by: Doer }[];
}

/** Where an agreement stands. */
export interface Life {
  readonly status: AgreementState;
  readonly pending?: Pending | undefined;
}

/** What changes an agreement. `change`: the next version is asked for; `replace`: another text in place of one that waits. */
export type LifeAct = AgreementAct | 'change' | 'replace' | 'expire';

/** When an act is possible: in which states, and with or without a text that waits (absent: either). */
const NEEDS: Readonly<Record<LifeAct, { readonly status: readonly AgreementState[]; readonly pending?: boolean }>> = {
  approve: { status: ['requested', 'active', 'suspended', 'expired'], pending: true },
  refuse: { status: ['requested', 'active', 'suspended', 'expired'], pending: true },
  replace: { status: ['requested', 'active', 'suspended', 'expired'], pending: true },
  change: { status: ['active', 'suspended', 'expired'], pending: false },
  renew: { status: ['active', 'suspended', 'expired'], pending: false },
  suspend: { status: ['active'] },
  resume: { status: ['suspended'] },
  revoke: { status: ['active', 'suspended'] },
  expire: { status: ['requested', 'active', 'suspended'] },
};

/** Whether an act is possible as things stand, whoever does it. */
export function isPossible(act: LifeAct, { status, pending }: Life): boolean {
  const needs = NEEDS[act];
  return needs.status.includes(status) && (needs.pending ?? pending !== undefined) === (pending !== undefined);
}

/** The step that a text waits for; undefined once everybody agreed. */
export function awaitedStep({ approvals }: Pick<Pending, 'approvals'>): AgreementStep | undefined {
  return AGREEMENT_STEPS.find((step) => !approvals.some((approval) => approval.step === step));
}

type PlainAct = Exclude<LifeAct, 'approve' | 'renew' | 'change' | 'replace'>;

const AFTER: Readonly<Record<PlainAct, (life: Life) => Life>> = {
  refuse: ({ status }) => ({ status: status === 'requested' ? 'refused' : status }),
  suspend: (life) => ({ ...life, status: 'suspended' }),
  resume: (life) => ({ ...life, status: 'active' }),
  revoke: () => ({ status: 'revoked' }),
  // A text that would renew it may still come; one that was never in force ends with it.
  expire: (life) => (life.status === 'requested' ? { status: 'expired' } : { ...life, status: 'expired' }),
};

/** What an act makes of an agreement. @param life - as `isPossible` accepted it */
export function after(act: PlainAct, life: Life): Life {
  return AFTER[act](life);
}

/** A life after one more approval: the text is in force once nothing is awaited. A suspension outlives it. */
export function afterApproval(life: Life & { readonly pending: Pending }, by: Doer): Life {
  const { pending, status } = life;
  const step = awaitedStep(pending);
  const approvals = step === undefined ? pending.approvals : [...pending.approvals, { step, by }];
  if (awaitedStep({ approvals }) !== undefined) return { status, pending: { ...pending, approvals } };
  return { status: status === 'suspended' ? 'suspended' : 'active' };
}
