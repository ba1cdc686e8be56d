import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { ReadContract } from '../read-contracts.ts';
import type { SourceMap } from '../source-map.ts';
import { warnOfAddresses } from './addresses.ts';
import { warnOfDelegations } from './delegations.ts';
import { warnOfSecrets } from './secrets.ts';
import { warnOfSubjects } from './subjects.ts';

/** What is usable but should be looked at. */
export async function findWarnings(
  region: ListedRegion,
  contracts: readonly ReadContract[],
  place: { readonly source: SourceMap; readonly folder: string },
): Promise<readonly Finding[]> {
  return [
    ...warnOfAddresses(region, place.source),
    ...warnOfSubjects(region, place.source),
    ...warnOfDelegations(region, place.source),
    ...contracts.flatMap(({ warnings }) => warnings),
    ...(await warnOfSecrets(region, place)),
  ];
}
