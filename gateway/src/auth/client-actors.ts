import type { Actor, Role } from '@simpul/contracts';

/**
 * Sandbox clients stand for people (design 04): each has the rights of a person with this role over the whole region.
 * Production has none of them, and no subsystem can have such an id, since theirs contain slashes.
 */
const CLIENT_ROLES: ReadonlyMap<string, Role> = new Map([
  ['sandbox-operator', 'operator'],
  ['sandbox-integrator', 'integrator'],
  ['sandbox-steward', 'data-steward'],
  ['sandbox-auditor', 'auditor'],
]);

/** A client as somebody who acts; a subsystem has no grants, and may only see and change what is its own. */
export function clientActor(id: string): Actor {
  const role = CLIENT_ROLES.get(id);
  return { kind: 'client', id, grants: role === undefined ? [] : [{ role }] };
}
