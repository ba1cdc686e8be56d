import type { AccountView } from '@simpul/contracts';
import { listPeople } from '../api/people.ts';
import { formatPerson } from '../output/people.ts';
import type { Terminal } from '../terminal.ts';
import { type PeopleOptions, withPeopleSession } from './people-session.ts';

/** Options of `simpul people list`. */
export interface ShowPeopleOptions extends PeopleOptions {
  readonly role?: string;
  readonly status?: AccountView['status'];
}

/** Prints people, one a line, in the order of their invitations. */
export async function showPeople(options: ShowPeopleOptions, terminal: Terminal): Promise<void> {
  const { role, status, json } = options;
  const query = { ...(role === undefined ? {} : { role }), ...(status === undefined ? {} : { status }) };
  await withPeopleSession(options, terminal, async (session) => {
    let count = 0;
    for await (const person of listPeople(session, query)) {
      count += 1;
      terminal.out(`${json === true ? JSON.stringify(person) : formatPerson(person)}\n`);
    }
    if (count === 0 && json !== true) terminal.err('Nobody.\n');
  });
}
