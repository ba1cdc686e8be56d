import type { Contract, Version } from '@simpul/contracts';
import type { ListedRegion, ListedService } from '../list-region.ts';

/**
 * Versions of services of which the file lists some besides the service's own, which is active. A service without such a
 * list has no versions as objects.
 * @param contracts - of the same file
 */
export function normaliseVersions(region: ListedRegion, contracts: readonly Contract[]): Version[] {
  const digests = new Map(contracts.map(({ service, version, digest }) => [`${service}@${version ?? ''}`, digest]));
  const digestOf = (service: string, version: string): Pick<Version, 'contract'> => {
    const contract = digests.get(`${service}@${version}`);
    return contract === undefined ? {} : { contract };
  };
  const own = region.services.filter(hasVersions).map(({ id, entry }): Version => ({
    service: id,
    version: entry.version,
    state: 'active',
    ...digestOf(id, ''),
  }));
  const listed = region.versions.map(({ service, entry }): Version => {
    const { openapi: _, ...facts } = entry;
    return { service: service.id, ...facts, ...digestOf(service.id, entry.version) };
  });
  return [...own, ...listed];
}

function hasVersions({ entry }: ListedService): boolean {
  return (entry.versions ?? []).length > 0;
}
