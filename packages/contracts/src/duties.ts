import { isRegionWithin } from './region-code.ts';

/** What a person may be (design 04); each grant of a role has a scope. */
export const ROLES = ['operator', 'integrator', 'data-steward', 'auditor', 'privacy-officer', 'watcher'] as const;
export type Role = (typeof ROLES)[number];

/** A right of a role: who may do an act, and what holds besides. */
export interface Duty {
  readonly roles: readonly Role[];
  /** `own`: nobody decides on what he or she asked for. */
  readonly notOwnRequest?: true;
  /** Persons who must agree, each another one. */
  readonly people?: 2;
}

/**
 * Every act on people, keys, rights and the log, and who may do it: the one place where duties are separated. What is not
 * named here nobody may do. A test walks through every act, role and scope.
 */
export const DUTIES = {
  'people:read': { roles: ['operator', 'auditor'] },
  'people:invite': { roles: ['operator'] },
  'people:grant': { roles: ['operator'], notOwnRequest: true },
  'people:remove': { roles: ['operator'], notOwnRequest: true },
  'key:read': { roles: ['operator', 'integrator', 'data-steward', 'auditor'] },
  'key:request': { roles: ['integrator'] },
  'key:decide': { roles: ['operator', 'data-steward'], notOwnRequest: true },
  'key:revoke': { roles: ['operator'] },
  'bus-key:rotate': { roles: ['operator'] },
  'region:apply': { roles: ['operator'] },
  'member:write': { roles: ['operator'] },
  'registry:write': { roles: ['operator', 'integrator'] },
  'link:allow': { roles: ['operator'] },
  'agreement:request': { roles: ['integrator'] },
  'agreement:decide': { roles: ['data-steward'], notOwnRequest: true },
  'agreement:decide-personal': { roles: ['data-steward', 'privacy-officer'], notOwnRequest: true, people: 2 },
  'agreement:provide': { roles: ['operator'], notOwnRequest: true },
  'agreement:provide-personal': { roles: ['operator'], notOwnRequest: true, people: 2 },
  'agreement:revoke': { roles: ['operator'] },
  'agreement:suspend': { roles: ['operator', 'data-steward'] },
  'delegation:decide': { roles: ['data-steward'], notOwnRequest: true },
  'template:write': { roles: ['operator', 'data-steward'] },
  'audit:read': { roles: ['auditor'] },
  'audit:export': { roles: ['auditor'], notOwnRequest: true, people: 2 },
  'hold:place': { roles: ['auditor', 'privacy-officer'], notOwnRequest: true, people: 2 },
  'erasure:decide': { roles: ['privacy-officer'], notOwnRequest: true, people: 2 },
  'log:watch': { roles: ['watcher', 'auditor'] },
} as const satisfies Readonly<Record<string, Duty>>;
export type Act = keyof typeof DUTIES;

/** Roles that nobody holds together: no role both writes and audits (design 04). */
export const APART: readonly (readonly [Role, Role])[] = [
  ['auditor', 'operator'],
  ['auditor', 'integrator'],
  ['auditor', 'data-steward'],
  ['integrator', 'data-steward'],
];

/** A role of a person, for a part of the region; for all of it where no scope is named. */
export interface Grant {
  readonly role: Role;
  /** A Kemendagri code and what is below it (`18`, `18.71`), or a member, `CLASS/CODE`. */
  readonly scope?: string | undefined;
}

/** What an act is about. */
export interface Matter {
  /** `CLASS/CODE` of the member that it belongs to; absent: the whole region. */
  readonly member?: string | undefined;
  /** Kemendagri code of that member. */
  readonly region?: string | undefined;
  /** Who asked for what is decided, and who has already agreed: ids of persons or clients. */
  readonly requestedBy?: string | undefined;
  readonly agreedBy?: readonly string[] | undefined;
}

/** Why somebody may not do something; undefined where it is allowed. */
export type Objection = 'role' | 'scope' | 'own-request' | 'already-agreed';

/** Decides whether a person may do an act. */
export function objectionTo(
  act: Act,
  matter: Matter,
  actor: { readonly id: string; readonly grants: readonly Grant[] },
) {
  const duty: Duty = DUTIES[act];
  const holding = actor.grants.filter(({ role }) => duty.roles.includes(role));
  if (holding.length === 0) return 'role' satisfies Objection;
  if (!holding.some(({ scope }) => covers(scope, matter))) return 'scope' satisfies Objection;
  if (duty.notOwnRequest === true && matter.requestedBy === actor.id) return 'own-request' satisfies Objection;
  if (duty.people !== undefined && matter.agreedBy?.includes(actor.id) === true) {
    return 'already-agreed' satisfies Objection;
  }
  return undefined;
}

/** Whether somebody may hold these roles together. @returns the pair that may not. */
export function clashOf(roles: readonly Role[]): readonly [Role, Role] | undefined {
  return APART.find((pair) => pair.every((role) => roles.includes(role)));
}

/** Whether a grant's scope reaches what an act is about. */
export function covers(scope: string | undefined, { member, region }: Matter): boolean {
  if (scope === undefined) return true;
  if (scope === member) return true;
  return isRegionWithin(region, scope);
}
