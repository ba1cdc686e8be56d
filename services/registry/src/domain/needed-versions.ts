import { defaultVersion, isInForce, majorOf, type Version } from '@simpul/contracts';
import type { Kept, Registry } from '../store/snapshot.ts';
import { ofAgreements } from './dependents.ts';

/**
 * An agreement that would be answered by no version any more.
 * @param versions - those of the service, before
 * @param after - those of the service, as they would be
 */
export function strandedAgreement(
  registry: Registry,
  service: string,
  {
    versions,
    after,
    day,
  }: { readonly versions: readonly Version[]; readonly after: readonly Version[]; readonly day: string },
): Kept<'agreement'> | undefined {
  const usual = defaultVersion(versions, day);
  return ofAgreements(registry, service).find(({ value }) => {
    if (value.status !== 'active' && value.status !== 'suspended') return false;
    if (value.validUntil < day) return false;
    const major = value.major ?? (usual && majorOf(usual.version));
    const answers = (all: readonly Version[]): boolean =>
      all.some((version) => majorOf(version.version) === major && isInForce(version, day));
    return answers(versions) && !answers(after);
  });
}
