import { type AgreementText, isEligible } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { memberOf } from './owners.ts';
import type { Circumstances } from '../../domain/circumstances.ts';

/** Whether whoever shall use the service is there, and is what the agreement is for. */
export function* consumerFaults(
  { consumer, eligibility }: AgreementText,
  { registry }: Circumstances,
): Iterable<Fault> {
  const place = '/consumer';
  if (consumer === '*') {
    if (eligibility === undefined) {
      const detail = 'a consumer * needs eligibility: which agencies it stands for';
      yield { place: '/eligibility', rule: 'required', detail };
    }
    return;
  }
  if (consumer.startsWith('group:')) {
    const group = registry.value('group', consumer.slice('group:'.length));
    if (group === undefined) yield { place, rule: 'exists', detail: `there is no ${consumer}` };
    return;
  }
  if (registry.value('subsystem', consumer) === undefined) {
    const detail = `there is no subsystem ${consumer}; register it first`;
    yield { place, rule: 'exists', detail };
    return;
  }
  if (eligibility !== undefined && !isEligible(eligibility, memberOf(registry, consumer))) {
    yield { place, rule: 'eligible', detail: 'the agency of the consumer is not what eligibility demands' };
  }
}
