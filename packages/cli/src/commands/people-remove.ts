import type { Command } from 'commander';
import type { PeopleOptions } from '../actions/people-session.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul people remove`. */
export function peopleRemoveCommand(people: Command, terminal: Terminal): void {
  const command = people
    .command('remove')
    .description('Remove a person for good: sessions and tokens end, name and address are deleted.')
    .argument('<person>', 'id or e-mail address')
    .option('--as <id>', "who removes (default: the sandbox's operator)")
    .action(async (who: string, options: PeopleOptions) => {
      const { removeSomebody } = await import('../actions/change-person.ts');
      await removeSomebody(who, { options, terminal });
    });
  withExample(withBusOptions(command), 'simpul people remove integrator@dpmptsp.example');
}
