import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';
import { checkAddresses } from './addresses.ts';
import { checkCertificates } from './certificates.ts';
import { checkDates } from './dates.ts';
import { checkDuplicates } from './duplicates.ts';
import { checkEndpoints } from './endpoints.ts';
import { checkKeys } from './keys.ts';
import { checkProduction } from './production.ts';
import { checkReferences } from './references.ts';
import { checkServices } from './services.ts';

/** One rule over the whole region; each finding stands where it must be corrected. */
export type Check = (region: ListedRegion, source: SourceMap) => Iterable<Finding>;

const CHECKS: readonly Check[] = [
  checkDuplicates,
  checkReferences,
  checkDates,
  checkAddresses,
  checkServices,
  checkEndpoints,
  checkKeys,
  checkCertificates,
  checkProduction,
];

/** What the schema cannot say. */
export function checkRegion(region: ListedRegion, source: SourceMap): readonly Finding[] {
  return CHECKS.flatMap((check) => [...check(region, source)]);
}
