import { type Actor, type Act, clashOf, type GrantedRole, type Matter, objectionTo } from '@simpul/contracts';
import { DUTY, PEOPLE, SimpulError } from '@simpul/errors';

/** Region codes of members by `CLASS/CODE`; undefined for a member without one. */
export type MemberRegions = ReadonlyMap<string, string | undefined>;

const REGION_CODE = /^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$/;

const REFUSALS = {
  role: DUTY.ROLE_MISSING,
  scope: DUTY.SCOPE_MISSING,
  'own-request': DUTY.OWN_REQUEST,
  'already-agreed': DUTY.ALREADY_AGREED,
} as const;

/** Which part of the region a grant is about. */
export function matterOf({ scope }: GrantedRole, members: MemberRegions): Matter {
  if (scope === undefined) return {};
  return REGION_CODE.test(scope) ? { region: scope } : { member: scope, region: members.get(scope) };
}

/**
 * Refuses an act on a person unless the actor may do it for each of these grants, and is not that person. A person without
 * a grant belongs to the whole region.
 * @throws SimpulError `SIMPUL_DUTY_*`
 */
export function mustBeAllowed(
  act: Act,
  actor: Actor,
  about: { readonly person: string; readonly grants: readonly GrantedRole[]; readonly members: MemberRegions },
): void {
  for (const matter of mattersOf(about.grants, about.members)) {
    const objection = objectionTo(act, { ...matter, requestedBy: about.person }, actor);
    if (objection !== undefined) throw new SimpulError(REFUSALS[objection], { params: { act } });
  }
  // Some acts may well be done on what one asked for; on oneself none.
  if (about.person === actor.id) throw new SimpulError(DUTY.OWN_REQUEST, { params: { act } });
}

/** Whether somebody may see a person: one grant in reach is enough. */
export function maySee(actor: Actor, grants: readonly GrantedRole[], members: MemberRegions): boolean {
  return mattersOf(grants, members).some((matter) => objectionTo('people:read', matter, actor) === undefined);
}

function mattersOf(grants: readonly GrantedRole[], members: MemberRegions): Matter[] {
  return grants.length === 0 ? [{}] : grants.map((grant) => matterOf(grant, members));
}

/**
 * Grants in one order, each once.
 * @throws SimpulError `PEOPLE.ROLES_APART`, `PEOPLE.SCOPE_UNKNOWN`
 */
export function checkedGrants(grants: readonly GrantedRole[], members: MemberRegions): GrantedRole[] {
  const clash = clashOf(grants.map(({ role }) => role));
  if (clash !== undefined) {
    throw new SimpulError(PEOPLE.ROLES_APART, { params: { first: clash[0], second: clash[1] } });
  }
  for (const { scope } of grants) {
    if (scope === undefined || REGION_CODE.test(scope) || members.has(scope)) continue;
    throw new SimpulError(PEOPLE.SCOPE_UNKNOWN, { params: { scope } });
  }
  return [...new Map(grants.map((grant) => [nameOf(grant), grant])).entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, grant]) => grant);
}

/** What must be given and taken away to come from one list of grants to another. */
export function differenceOf(before: readonly GrantedRole[], after: readonly GrantedRole[]) {
  const names = (grants: readonly GrantedRole[]) => new Set(grants.map(nameOf));
  const [had, has] = [names(before), names(after)];
  return {
    given: after.filter((grant) => !had.has(nameOf(grant))),
    taken: before.filter((grant) => !has.has(nameOf(grant))),
  };
}

/** Whether two lists hold the same roles, in whatever order. */
export function isSameRoles(one: readonly GrantedRole[], other: readonly GrantedRole[]): boolean {
  const { given, taken } = differenceOf(one, other);
  return given.length + taken.length === 0;
}

/** `operator`, or `integrator GOV/1871-DPMPTSP`: as leaves say it. */
export function nameOf({ role, scope }: GrantedRole): string {
  return scope === undefined ? role : `${role} ${scope}`;
}
