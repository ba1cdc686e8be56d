import { type Command, Option } from 'commander';
import type { AddSystemOptions } from '../actions/add-system.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

/** Registers `simpul system`. */
export function systemCommand(program: Command, terminal: Terminal): void {
  const system = program.command('system').description('Register the systems of an agency.');
  const add = system
    .command('add')
    .description(
      'Register a system, as an integrator of its agency. Its key is made here, in the data folder or where --save-key says; only the public half is sent.',
    )
    .argument('<system>', '[INSTANCE/]CLASS/MEMBER/SUBSYSTEM; the agency must be known, the system must be new')
    .option('--name <text>', 'its name in Indonesian (default: its id)')
    .option('--name-en <text>', 'its name in English')
    .addOption(
      new Option('--link <kind>', 'how it shows who it is').choices(['token', 'mtls', 'open']).default('token'),
    )
    .option('--certificate <file>', 'client certificate of an mtls link (PEM); may be repeated', collect)
    .addOption(
      new Option(
        '--jwks-uri <url>',
        'where the system itself publishes its keys (https); none is made here then',
      ).conflicts('saveKey'),
    )
    .option('--save-key <file>', 'where the new private key goes (default: credentials/ of the data folder)')
    .action(async (id: string, options: AddSystemOptions) => {
      const { runAddSystem } = await import('../actions/add-system.ts');
      await runAddSystem(id, options, terminal);
    });
  withExample(withBusOptions(add), 'simpul system add GOV/1871-DPMPTSP/antrean --name "Antrean layanan"');
}
