import type { Command } from 'commander';
import type { KeyListOptions } from '../actions/list-keys.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul key list`. */
export function keyListCommand(key: Command, terminal: Terminal): void {
  const command = key
    .command('list')
    .description('List the keys of a subsystem: state, algorithm, thumbprint, since, until, where from.')
    .option('--as <id>', 'subsystem, [INSTANCE/]CLASS/MEMBER/SUBSYSTEM (default: --client)')
    .action(async (options: KeyListOptions) => {
      const { runKeyList } = await import('../actions/list-keys.ts');
      await runKeyList(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul key list --as GOV/1871-DISDUKCAPIL/siak');
}
