import type { Command } from 'commander';
import type { BusOptions } from '../credentials/bus-address.ts';
import type { Terminal } from '../terminal.ts';
import { withExample, withPlaceOptions } from './bus-options.ts';

/** Registers `simpul login`. */
export function loginCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('login')
    .description(
      'Sign in as yourself: shows an address and a code, and waits until you have agreed there. Commands then act with your roles.',
    )
    .action(async (options: BusOptions) => {
      const { logIn } = await import('../actions/log-in.ts');
      await logIn(options, terminal);
    });
  withExample(withPlaceOptions(command), 'simpul login --url https://bus.lampungprov.go.id');
}
