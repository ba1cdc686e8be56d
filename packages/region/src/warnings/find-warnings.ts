import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { ReadContract } from '../read-contracts.ts';
import type { SourceMap } from '../source-map.ts';
import { warnOfAddresses } from './addresses.ts';
import { warnOfContract } from './contract-identifiers.ts';
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
    ...contracts.flatMap(({ document }) => [...warnOfContract(document)]),
    ...(await warnOfSecrets(region, place)),
  ];
}
