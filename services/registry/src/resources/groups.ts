import { GroupEntry } from '@simpul/contracts';
import { ID_PARTS } from '@simpul/region';
import { refuseNeeded } from '../domain/refuse-needed.ts';
import type { Kind } from './resource.ts';
import { fullIdOf } from '../domain/full-id.ts';

/** Groups of subsystems: who is in one has the rights of its agreements, so operators say who is. */
export const GROUPS: Kind<'group'> = {
  kind: 'group',
  parts: undefined,
  schema: GroupEntry,
  write: 'member:write',
  ofAddress: (id) => ({ code: id }),
  toEntry: (group) => group,
  toValue: (entry, id, _before, { settings }) => {
    const members = (entry as GroupEntry).members.map((member) =>
      fullIdOf(member, settings.instance, ID_PARTS.subsystem),
    );
    return { code: id, members };
  },
  *faults({ after }, { registry }) {
    for (const [index, member] of after.members.entries()) {
      const place = `/members/${index}`;
      if (registry.entry('subsystem', member) === undefined) {
        yield { place, rule: 'exists', detail: 'expected a subsystem that is registered' };
      }
      if (after.members.indexOf(member) !== index) yield { place, rule: 'unique', detail: 'expected each member once' };
    }
  },
  acts: () => [],
  parent: () => undefined,
  also: () => [],
  removal: ({ kind, id }, { registry }) => {
    refuseNeeded(registry, kind, id);
    return [];
  },
  fields: { code: ({ id }) => id },
};
