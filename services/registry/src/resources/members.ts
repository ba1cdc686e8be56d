import { type Member, MemberEntry } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { isCovered, normaliseMember, parseCidr } from '@simpul/region';
import { refuseNeeded } from '../domain/refuse-needed.ts';
import { type Kind, partOf } from './resource.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** Agencies: operators register them, and say what their services may address. */
export const MEMBERS: Kind<'member'> = {
  kind: 'member',
  parts: 3,
  schema: MemberEntry,
  write: 'member:write',
  ofAddress: (id) => ({ class: partOf(id, 1), code: partOf(id, 2) }),
  toEntry: ({ id, ...member }) => ({ class: partOf(id, 1), code: partOf(id, 2), ...member }),
  toValue: (entry, id) => normaliseMember(entry as MemberEntry, id),
  faults: ({ after }, where) => egressFaults(after, where),
  acts: () => [],
  parent: () => undefined,
  also: () => [],
  removal: ({ kind, id }, { registry }) => {
    refuseNeeded(registry, kind, id);
    return [];
  },
  fields: {
    class: ({ id }) => partOf(id, 1),
    code: ({ id }) => partOf(id, 2),
    kind: ({ value }) => value.kind,
    region: ({ value }) => value.region,
  },
};

/** A member's ranges are ranges, and lie within the region's. */
function* egressFaults({ egress }: Member, { settings }: Circumstances): Iterable<Fault> {
  const bound = settings.egress.allow.map(parseCidr).filter((range) => range !== undefined);
  for (const [index, text] of (egress?.allow ?? []).entries()) {
    const place = `/egress/allow/${index}`;
    const range = parseCidr(text);
    if (range === undefined) yield { place, rule: 'range', detail: 'expected an address range such as 10.18.0.0/16' };
    else if (!isCovered(range, bound)) {
      yield { place, rule: 'egress', detail: "expected a range within the region's egress" };
    }
  }
}
