import { invitePerson as invite } from '../api/people.ts';
import { formatInvited } from '../output/people.ts';
import { readGrant, type RoleOptions } from './read-grant.ts';
import type { Terminal } from '../terminal.ts';
import { type PeopleOptions, withPeopleSession } from './people-session.ts';

/** Options of `simpul people invite`. */
export interface InviteOptions extends PeopleOptions, Partial<RoleOptions> {
  readonly email?: string;
  readonly name?: string;
  readonly language?: 'id' | 'en';
}

/** Invites somebody and prints the link. */
export async function invitePerson(options: InviteOptions, terminal: Terminal): Promise<void> {
  const { email, name, language, role, scope, json } = options;
  const invitation = {
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...(role === undefined ? {} : { grants: [readGrant({ role, ...(scope !== undefined && { scope }) })] }),
  };
  await withPeopleSession(options, terminal, async (session) => {
    const invited = await invite(session, invitation);
    terminal.out(json === true ? `${JSON.stringify(invited)}\n` : formatInvited(invited));
  });
}
