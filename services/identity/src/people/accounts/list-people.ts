import type { identityPeople, Params, Result } from '@simpul/contracts';
import { type MemberRegions, maySee } from '../domain/grants.ts';
import { viewOf } from '../domain/person.ts';
import type { Persons } from '../store/persons.ts';

/** People that one page looks through, however few of them fit. */
const MAX_LOOKED_AT = 1000;

/** People whom the actor may see, in the order in which they were invited. */
export async function listPeople(
  persons: Persons,
  members: MemberRegions,
  { actor, limit, cursor, role, status }: Params<typeof identityPeople>,
): Promise<Result<typeof identityPeople>> {
  const found = await persons.find({
    limit: MAX_LOOKED_AT,
    ...(status !== undefined && { status }),
    ...(cursor !== undefined && { after: cursor }),
  });
  const fitting = found.filter(
    ({ id, grants }) =>
      (role === undefined || grants.some((grant) => grant.role === role)) &&
      (id === actor.id || maySee(actor, grants, members)),
  );
  const page = fitting.slice(0, limit);
  const isCut = fitting.length > limit;
  const last = isCut ? page.at(-1) : found.at(-1);
  const next = isCut || found.length === MAX_LOOKED_AT ? last?.id : undefined;
  return { people: page.map(viewOf), ...(next !== undefined && { next }) };
}
