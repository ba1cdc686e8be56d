import { requireDuty } from '@simpul/bus';
import { isEligible, type registryDecideAgreement, type Result } from '@simpul/contracts';
import { AGREEMENT, SimpulError } from '@simpul/errors';
import type { Registry } from '../../store/snapshot.ts';
import { approve } from '../approve.ts';
import { changeAgreement, findAgreement, type Found, requirePossible } from '../change-agreement.ts';
import type { AgreementDeps, DecisionParams } from '../deps.ts';
import { approvalAct, approvalMatter, matterOf } from '../domain/rights.ts';
import { memberOf } from '../domain/owners.ts';
import { plainChange } from '../plain-change.ts';
import { renew } from '../renew.ts';
import { tellDecided, tellWaiting } from '../tell.ts';
import { circumstancesOf } from '../../domain/circumstances.ts';

const NEEDS_REASON: ReadonlySet<string> = new Set(['refuse', 'suspend', 'revoke']);

/** Decides on an agreement or on a text that waits; who may is in the table of duties. */
export function createDecide(deps: AgreementDeps) {
  return async (params: DecisionParams): Promise<Result<typeof registryDecideAgreement>> => {
    const { id, act, actor, reason } = params;
    if (reason === undefined && NEEDS_REASON.has(act)) {
      throw new SimpulError(AGREEMENT.REASON_MISSING, { params: { act } });
    }
    const known = await deps.store.refresh();
    const { day } = circumstancesOf(known, deps.now());
    const { file, kept } = findAgreement(known, id);
    const operations = await deps.operationsOf(file.pending?.text ?? kept.value, known, day);
    const { view, change } = await changeAgreement(deps, actor, (registry) => {
      const found = findAgreement(registry, id);
      requirePossible(act, found);
      refuseOtherText(found, params);
      const context = circumstancesOf(registry, deps.now());
      if (act === 'approve') return approve(found, params, { context, operations });
      if (act === 'renew') return renew(found, params, { context, operations, now: deps.now() });
      requireRight(found, params, registry);
      if (act === 'resume') refuseResumption(found, registry, context.day);
      return plainChange(found, { act, reason, day: context.day });
    });
    const record = view.history?.at(-1)?.record ?? '';
    await tellDecided(deps.notify, change.text, change.event, record);
    await tellWaiting(deps.notify, view);
    return view;
  };
}

function refuseOtherText({ kept, file }: Found, { act, digest }: DecisionParams): void {
  if (digest === undefined) return;
  const about = act === 'approve' || act === 'refuse' ? file.pending?.digest : kept.value.digest;
  if (about !== digest) throw new SimpulError(AGREEMENT.TEXT_CHANGED, { params: { id: kept.id } });
}

/** Who asked for a text may always take it back; else whoever's step is open refuses it. */
function requireRight({ kept, file }: Found, { act, actor }: DecisionParams, registry: Registry): void {
  if (act === 'refuse' && file.pending !== undefined) {
    if (file.pending.requestedBy.id === actor.id) return;
    requireDuty(approvalAct(file.pending), approvalMatter(file.pending, registry), actor);
    return;
  }
  requireDuty(
    act === 'revoke' ? 'agreement:revoke' : 'agreement:suspend',
    matterOf(registry, kept.value.service),
    actor,
  );
}

function refuseResumption({ kept: { id, value } }: Found, registry: Registry, day: string): void {
  const { validUntil, consumer, eligibility } = value;
  if (validUntil < day) throw new SimpulError(AGREEMENT.OVER, { params: { id, day: validUntil } });
  const member = memberOf(registry, consumer);
  if (eligibility !== undefined && member !== undefined && !isEligible(eligibility, member)) {
    throw new SimpulError(AGREEMENT.NOT_ELIGIBLE, { params: { id } });
  }
}
