import { type AgreementText, delegates } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { consumerFaults } from './consumer-faults.ts';
import { periodFaults } from './period-faults.ts';
import { endpointFaults } from './endpoint-faults.ts';
import { serviceFaults } from './service-faults.ts';
import type { ContractOperation } from './contract-operation.ts';
import { subsystemIdOf } from './owners.ts';
import type { Circumstances } from '../../domain/circumstances.ts';

/**
 * Everything that keeps a text from being asked for, or from coming into force.
 * @param operations - of the contract of the version that it is for; undefined where there is none
 */
export function faultsOf(
  text: AgreementText,
  context: Circumstances,
  operations: readonly ContractOperation[] | undefined,
): Fault[] {
  return [
    ...consumerFaults(text, context),
    ...serviceFaults(text, context),
    ...endpointFaults(text, operations),
    ...periodFaults(text, context.day),
    ...delegationFaults(text, context),
  ];
}

/** Nobody acts for another agency without its word. */
function* delegationFaults(text: AgreementText, { registry, day }: Circumstances): Iterable<Fault> {
  const { onBehalfOf, providedFor, consumer, service, validFrom } = text;
  const acts = [
    { name: 'onBehalfOf', side: 'consumer', from: onBehalfOf, to: consumer },
    { name: 'providedFor', side: 'provider', from: providedFor, to: subsystemIdOf(service) },
  ] as const;
  const first = validFrom > day ? validFrom : day;
  for (const { name, side, from, to } of acts) {
    if (from === undefined) continue;
    const question = { side, from, to, serviceId: service, day: first };
    const isLet = registry.all('delegation').some(({ value }) => delegates(value, question));
    if (!isLet) {
      const detail = `no delegation in force on ${first} lets ${to} act for ${from}; that agency must give one first`;
      yield { place: `/${name}`, rule: 'delegated', detail };
    }
  }
}
