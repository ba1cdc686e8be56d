import type { Command } from 'commander';
import type { RevokeOptions } from '../actions/revoke-key.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul key revoke`. */
export function keyRevokeCommand(key: Command, terminal: Terminal): void {
  const command = key
    .command('revoke')
    .description(
      'Revoke a lost or leaked key, as an operator. In force within two seconds, for tokens that were issued before too; the key can never come back.',
    )
    .argument('<kid>', 'thumbprint of the key, as "simpul key list" shows it')
    .requiredOption('--as <id>', 'subsystem that the key belongs to')
    .requiredOption('--reason <text>', 'why, for others to read; no personal data')
    .action(async (kid: string, options: RevokeOptions) => {
      const { runKeyRevoke } = await import('../actions/revoke-key.ts');
      await runKeyRevoke(kid, options, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul key revoke --as GOV/1871-DISDUKCAPIL/siak kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k --reason "laptop lost"',
  );
}
