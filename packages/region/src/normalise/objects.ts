import { type Contract, type RegistryObject, versionId } from '@simpul/contracts';
import type { ListedRegion } from '../list-region.ts';
import { normaliseAgreement } from './agreements.ts';
import { normaliseDelegation } from './delegations.ts';
import { normaliseMember, normaliseService, normaliseSubsystem } from './members.ts';
import { compareText, normaliseGroups, normalisePeople, normaliseSettings } from './settings.ts';
import { normaliseVersions } from './versions.ts';

/** Id of the one object of kind `settings`. */
const SETTINGS_ID = 'region';

/** Everything that a checked region file says, as registry objects: by kind, and within a kind by id. */
export function normaliseObjects(
  region: ListedRegion,
  contracts: readonly Contract[],
  folder: string,
): RegistryObject[] {
  const { file } = region;
  const data = new Map(region.services.map(({ id, entry }) => [id, entry.data]));
  const dataOf = (service: string) => data.get(service);
  const byKind: RegistryObject[][] = [
    [{ kind: 'settings', id: SETTINGS_ID, value: normaliseSettings(file) }],
    normaliseGroups(file).map((value) => ({ kind: 'group', id: value.code, value })),
    region.members.map(({ id, entry }) => ({ kind: 'member', id, value: normaliseMember(entry, id) })),
    region.subsystems.map(({ id, entry }) => ({ kind: 'subsystem', id, value: normaliseSubsystem(entry, id) })),
    region.services.map(({ id, entry }) => ({ kind: 'service', id, value: normaliseService(entry, id, folder) })),
    normaliseVersions(region, contracts).map((value) => ({
      kind: 'version',
      id: versionId(value.service, value.version),
      value,
    })),
    contracts.map((value) => ({ kind: 'contract', id: contractId(value), value })),
    (file.agreements ?? []).map((entry) => ({
      kind: 'agreement',
      id: entry.id,
      value: normaliseAgreement(entry, file.instance, dataOf),
    })),
    (file.delegations ?? []).map((entry) => ({
      kind: 'delegation',
      id: entry.id,
      value: normaliseDelegation(entry, file.instance),
    })),
    normalisePeople(file).map((value) => ({ kind: 'person', id: value.email, value })),
  ];
  return byKind.flatMap((objects) => objects.toSorted((a, b) => compareText(a.id, b.id)));
}

function contractId({ service, version }: Contract): string {
  return version === undefined ? service : versionId(service, version);
}
