import type { Command } from 'commander';
import type { BusOptions } from '../credentials/bus-address.ts';
import type { Terminal } from '../terminal.ts';
import { withExample, withPlaceOptions } from './bus-options.ts';

/** Registers `simpul logout`. */
export function logoutCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('logout')
    .description('End a login, at the bus and on this machine.')
    .action(async (options: BusOptions) => {
      const { logOut } = await import('../actions/log-out.ts');
      await logOut(options, terminal);
    });
  withExample(withPlaceOptions(command), 'simpul logout --url https://bus.lampungprov.go.id');
}
