import type { Command } from 'commander';
import type { TokenOptions } from '../actions/print-token.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul token`. */
export function tokenCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('token')
    .description(
      'Get an access token. It is bound to a DPoP key made for it: --json prints that key too (dpop_jwk), and with both any client can make calls until it expires.',
    )
    .option('--as <id>', 'subsystem, [INSTANCE/]CLASS/MEMBER/SUBSYSTEM, or sandbox-operator, sandbox-auditor, …')
    .option('--resource <url>', 'audience of the token (default: {public url}/r1, or /api for sandbox-…)')
    .option('--purpose <code>', 'pin the token to one purpose')
    .option('--scope <scope>', 'scopes, separated by spaces')
    .action(async (options: TokenOptions) => {
      const { printToken } = await import('../actions/print-token.ts');
      await printToken(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul token --as GOV/1871-DISDUKCAPIL/siak --json');
}
