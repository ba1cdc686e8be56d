import type { Group, Person, Settings } from '@simpul/contracts';
import { DEFAULTS } from '../defaults.ts';
import { ID_PARTS } from '../full-id.ts';
import type { RegionFile } from '../schema/region.ts';
import { idOf } from './id-of.ts';

/** What holds for the whole region. */
export function normaliseSettings(file: RegionFile): Settings {
  const server = file.xroad?.server;
  return {
    instance: file.instance,
    name: file.name,
    mode: file.mode,
    timezone: file.timezone ?? DEFAULTS.timezone,
    xroad: {
      errorStyle: file.xroad?.errorStyle ?? DEFAULTS.errorStyle,
      ...(server === undefined ? {} : { server: idOf(server, file.instance, ID_PARTS.server) }),
    },
    egress: { allow: file.egress?.allow ?? [] },
  };
}

/** Groups with full ids of their subsystems, sorted: a group is a set. */
export function normaliseGroups(file: RegionFile): Group[] {
  return (file.groups ?? []).map(({ code, members }) => ({
    code,
    members: members.map((member) => idOf(member, file.instance, ID_PARTS.subsystem)).toSorted(compareText),
  }));
}

/** Officials of a sandbox. */
export function normalisePeople(file: RegionFile): Person[] {
  return (file.people ?? []).map((person) => ({ ...person }));
}

/** Code unit order, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
