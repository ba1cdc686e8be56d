import { requireDuty } from '@simpul/bus';
import type { Act, Actor, AgreementText, Matter } from '@simpul/contracts';
import { awaitedStep, type Pending } from './life.ts';
import type { Registry } from '../../store/snapshot.ts';
import { memberIdOf, memberOf } from './owners.ts';

/** What an act on a subsystem or a service is about: its agency. */
export function matterOf(registry: Registry, id: string): Matter {
  const [, memberClass, code] = memberIdOf(id).split('/');
  return { member: `${memberClass}/${code}`, region: memberOf(registry, id)?.region };
}

/**
 * Who may ask for an agreement: the consumer itself, or an integrator of its agency; of every agency of a group; of the
 * whole region where everybody eligible is meant.
 * @throws SimpulError `SIMPUL_DUTY_*`
 */
export function requireAsker({ consumer }: Pick<AgreementText, 'consumer'>, actor: Actor, registry: Registry): void {
  if (actor.kind === 'client' && actor.id === consumer) return;
  const act = 'agreement:request';
  if (consumer === '*') {
    requireDuty(act, {}, actor);
    return;
  }
  const group = consumer.startsWith('group:') ? registry.value('group', consumer.slice('group:'.length)) : undefined;
  for (const subsystem of group?.members ?? [consumer]) requireDuty(act, matterOf(registry, subsystem), actor);
}

/** The act by which the step is taken that a text waits for. */
export function approvalAct({ text, approvals }: Pick<Pending, 'text' | 'approvals'>): Act {
  const isSpecific = text.personal === 'spesifik';
  if (awaitedStep({ approvals }) === 'steward') return isSpecific ? 'agreement:decide-personal' : 'agreement:decide';
  return isSpecific ? 'agreement:provide-personal' : 'agreement:provide';
}

/** What an approval is about: the agency whose data it is, who asked, and who has agreed. */
export function approvalMatter(
  pending: Pick<Pending, 'text' | 'approvals' | 'requestedBy'>,
  registry: Registry,
): Matter {
  return {
    ...matterOf(registry, pending.text.service),
    requestedBy: pending.requestedBy.id,
    agreedBy: pending.approvals.map(({ by }) => by.id),
  };
}
