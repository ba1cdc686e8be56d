import { type Command, Option } from 'commander';
import type { InviteOptions } from '../actions/invite-person.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

const NOTES = `
Roles: operator, integrator, data-steward, auditor, privacy-officer, watcher. A scope is a region code (18.71) or a member
(GOV/1871-DPMPTSP); without one the role is for the whole region. In production the data folder itself invites the first
operator, and nobody else: its link works for 15 minutes, every other one for 72 hours. Who was invited before and never
signed in gets a new link in place of the old one; --role can then be left out.`;

/** Registers `simpul people invite`. */
export function peopleInviteCommand(people: Command, terminal: Terminal): void {
  const command = people
    .command('invite')
    .description('Invite somebody and print the link with which that person signs in for the first time.')
    .option('--email <address>', 'e-mail address: what the person signs in with where there is no passkey')
    .option('--name <name>', 'name, as others see it')
    .addOption(new Option('--language <language>', 'language of the pages').choices(['id', 'en']))
    .option('--role <role>', 'role')
    .option('--scope <scope>', 'region code or member that the role is for')
    .option('--as <id>', "who invites (default: the sandbox's operator; in production the data folder)")
    .addHelpText('after', NOTES)
    .action(async (options: InviteOptions) => {
      const { invitePerson } = await import('../actions/invite-person.ts');
      await invitePerson(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul people invite --role operator --email operator@diskominfo.example');
}
