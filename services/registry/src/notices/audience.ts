import { type Actor, covers } from '@simpul/contracts';
import type { Registry } from '../store/snapshot.ts';

/** What a notice for everybody is kept under. */
export const EVERYBODY = '*';

/** `CLASS/CODE` of the agencies behind a party: a subsystem or a service, `group:CODE`, or `*`. */
export function membersOf(party: string, registry: Registry): string[] {
  if (party === EVERYBODY) return [EVERYBODY];
  if (!party.startsWith('group:')) return [memberPart(party)];
  const group = registry.value('group', party.slice('group:'.length));
  return [...new Set(group?.members.map(memberPart))];
}

/** Whose notices somebody may read: undefined for those of the whole region. */
export function audienceOf({ kind, id, grants }: Actor, registry: Registry): string[] | undefined {
  if (grants.some(({ scope }) => scope === undefined)) return undefined;
  const members = new Set<string>([EVERYBODY]);
  if (kind === 'client' && id.includes('/')) members.add(memberPart(id));
  for (const { id: member, value } of registry.all('member')) {
    const matter = { member: memberPart(member), region: value.region };
    if (grants.some(({ scope }) => covers(scope, matter))) members.add(matter.member);
  }
  return [...members];
}

function memberPart(id: string): string {
  return id.split('/').slice(1, 3).join('/');
}
