import { type Command, Option } from 'commander';
import type { ShowPeopleOptions } from '../actions/show-people.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul people list`. */
export function peopleListCommand(people: Command, terminal: Terminal): void {
  const command = people
    .command('list')
    .description('Print people, one a line: id, state, address, name, roles.')
    .option('--role <role>', 'only those who hold this role')
    .addOption(new Option('--status <status>', 'only those in this state').choices(['invited', 'active', 'removed']))
    .option('--as <id>', "who looks (default: the sandbox's operator)")
    .action(async (options: ShowPeopleOptions) => {
      const { showPeople } = await import('../actions/show-people.ts');
      await showPeople(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul people list --role auditor');
}
