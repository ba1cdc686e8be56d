import type { Actor } from '@simpul/contracts';
import { PEOPLE, SimpulError } from '@simpul/errors';
import type { Session } from './session.ts';

/** As whom a session acts. @throws SimpulError `PEOPLE.SESSION_ENDED` for one that only sets up means of signing in. */
export function actorOf({ stage, person }: Session): Actor {
  if (stage !== 'signed-in') throw new SimpulError(PEOPLE.SESSION_ENDED);
  return { kind: 'person', id: person.id, grants: [...person.grants] };
}
