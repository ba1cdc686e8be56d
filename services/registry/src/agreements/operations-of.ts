import { defaultVersion, majorOf, versionId } from '@simpul/contracts';
import type { OperationsOf } from './deps.ts';
import { versionsOf } from './domain/service-faults.ts';
import type { ContractOperation } from './domain/contract-operation.ts';

/** Contracts whose operations are remembered, by digest. */
const REMEMBERED = 500;

/** Operations of a contract, as text, that was registered. */
export type EndpointsOf = (text: string) => Promise<readonly ContractOperation[]>;

/** Reads which operations a registered contract has, away from the event loop and once for each contract. */
export function createOperationsOf(endpointsOf: EndpointsOf): OperationsOf {
  const known = new Map<string, readonly ContractOperation[]>();
  return async ({ service: id, major }, registry, day) => {
    const service = registry.value('service', id);
    if (service === undefined) return undefined;
    const versions = versionsOf(service, registry).filter(
      ({ version }) => major === undefined || majorOf(version) === major,
    );
    const version = (defaultVersion(versions, day) ?? versions.at(-1))?.version;
    if (version === undefined) return undefined;
    const contract = registry.value('contract', versionId(id, version)) ?? registry.value('contract', id);
    if (contract === undefined) return undefined;
    const before = known.get(contract.digest);
    if (before !== undefined) return before;
    const endpoints = await endpointsOf(contract.text);
    const [oldest] = known.keys();
    if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.set(contract.digest, endpoints);
    return endpoints;
  };
}
