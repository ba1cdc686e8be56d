import { versionId } from '@simpul/contracts';
import type { MemberEntry, SubsystemEntry } from './schema/member.ts';
import type { RegionFile } from './schema/region.ts';
import type { ServiceEntry, VersionEntry } from './schema/service.ts';
import type { DataPath } from './source-map.ts';

/** An entry of the file with its full id and its path in the file. */
export interface Listed<T> {
  readonly id: string;
  readonly path: DataPath;
  readonly entry: T;
}

/** A service, with what it inherits from where it stands. */
export interface ListedService extends Listed<ServiceEntry> {
  readonly member: MemberEntry;
}

/** A version of a service, beside its own. */
export interface ListedVersion extends Listed<VersionEntry> {
  readonly service: ListedService;
}

/** The file's tree as lists. */
export interface ListedRegion {
  readonly file: RegionFile;
  readonly members: readonly Listed<MemberEntry>[];
  readonly subsystems: readonly Listed<SubsystemEntry>[];
  readonly services: readonly ListedService[];
  /** With the id of their objects: `{service}@{version}`. */
  readonly versions: readonly ListedVersion[];
}

/** Walks a region file's tree once. */
export function listRegion(file: RegionFile): ListedRegion {
  const members = file.members.map((entry, index) => ({
    id: `${file.instance}/${entry.class}/${entry.code}`,
    path: ['members', index],
    entry,
  }));
  const subsystems = members.flatMap((member) =>
    (member.entry.subsystems ?? []).map((entry, index) => ({
      id: `${member.id}/${entry.code}`,
      path: [...member.path, 'subsystems', index],
      entry,
      member: member.entry,
    })),
  );
  const services = subsystems.flatMap((subsystem) =>
    (subsystem.entry.services ?? []).map((entry, index) => ({
      id: `${subsystem.id}/${entry.code}`,
      path: [...subsystem.path, 'services', index],
      entry,
      member: subsystem.member,
    })),
  );
  const versions = services.flatMap((service) =>
    (service.entry.versions ?? []).map((entry, index) => ({
      id: versionId(service.id, entry.version),
      path: [...service.path, 'versions', index],
      entry,
      service,
    })),
  );
  return { file, members, subsystems, services, versions };
}
