import type { AccountView, GrantedRole } from '@simpul/contracts';
import { PEOPLE, SimpulError } from '@simpul/errors';
import { listPeople, removePerson, setRoles } from '../api/people.ts';
import type { Session } from '../api/session.ts';
import { formatPerson } from '../output/people.ts';
import type { Terminal } from '../terminal.ts';
import { type PeopleOptions, withPeopleSession } from './people-session.ts';
import { readGrant, type RoleOptions } from './read-grant.ts';

interface ChangeContext {
  readonly options: PeopleOptions;
  readonly terminal: Terminal;
}

/** Gives somebody a role, or takes it away. */
export async function changeRole(
  step: 'grant' | 'revoke',
  who: string,
  { options, terminal }: ChangeContext & { readonly options: PeopleOptions & RoleOptions },
): Promise<void> {
  const changed = readGrant(options);
  await change(who, { options, terminal }, (session, person) => {
    const others = person.grants.filter((grant) => !isSame(grant, changed));
    return setRoles(session, person, step === 'grant' ? [...others, changed] : others);
  });
}

/** Removes somebody for good. */
export function removeSomebody(who: string, context: ChangeContext): Promise<void> {
  return change(who, context, (session, { id }) => removePerson(session, id));
}

async function change(
  who: string,
  { options, terminal }: ChangeContext,
  make: (session: Session, person: AccountView) => Promise<AccountView>,
): Promise<void> {
  await withPeopleSession(options, terminal, async (session) => {
    const changed = await make(session, await findPerson(session, who));
    terminal.out(`${options.json === true ? JSON.stringify(changed) : formatPerson(changed)}\n`);
  });
}

/** By id or address; the address is looked for here, since it must not stand in an URL. */
async function findPerson(session: Session, who: string): Promise<AccountView> {
  const wanted = who.toLowerCase();
  for await (const person of listPeople(session)) {
    if (person.id === wanted || person.email?.toLowerCase() === wanted) return person;
  }
  throw new SimpulError(PEOPLE.UNKNOWN);
}

function isSame(one: GrantedRole, other: GrantedRole): boolean {
  return one.role === other.role && one.scope === other.scope;
}
