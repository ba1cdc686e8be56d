import type { People } from '../../people/people.ts';
import type { Session } from '../../people/sessions/session.ts';
import type { KnownSession, PeopleDirectory } from './directory.ts';

const SECOND_MS = 1000;

/** People and their sessions as the authorization server sees them. */
export function directoryOf({ accounts, sessions }: Pick<People, 'accounts' | 'sessions'>): PeopleDirectory {
  return {
    async findPerson(id) {
      const person = await accounts.find(id);
      return person?.status === 'active' ? { id, grants: person.grants } : undefined;
    },
    findSessionByCookie: async (value) => known(await sessions.find(value)),
    findSession: async (id) => known(await sessions.findById(id)),
  };
}

/** Who came by invitation may set up a means of signing in, and nothing else. */
function known(session: Session | undefined): KnownSession | undefined {
  if (session?.stage !== 'signed-in') return undefined;
  const { id, person, startedAt, endsAt } = session;
  return {
    id,
    personId: person.id,
    signedInAt: Math.floor(startedAt / SECOND_MS),
    endsAt: Math.floor(endsAt / SECOND_MS),
  };
}
