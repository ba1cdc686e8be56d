import type { Command } from 'commander';
import type { VerifyMessageOptions } from '../actions/verify-message.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';

const NOTES = `
Shows the text that was signed, or should have been, and the first rule that is broken; any broken rule ends with exit code 6.
Not checked: whether the nonce was used before, and whether the key is registered and in force.`;

/** Registers `simpul verify`. */
export function verifyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('verify')
    .description('Check the signature of a request or response in a file (RFC 9421) as the bus would; needs no bus.')
    .argument('<file>', 'the message, - for standard input')
    .requiredOption('--key <file>', 'JWK of the signer, public or private')
    .option('--request <file>', 'with a response: the signed request that it answers')
    .option('--at <time>', 'time of the check, in POSIX seconds or as 2026-01-31T08:00:00Z (default: now)')
    .option('--json', 'print JSON, errors too')
    .addHelpText('after', NOTES)
    .action(async (file: string, options: VerifyMessageOptions) => {
      const { verifyMessageFile } = await import('../actions/verify-message.ts');
      await verifyMessageFile(file, options, terminal);
    });
  withExample(
    command,
    'simpul verify signed.http --key siak.jwk',
    'simpul verify response.http --request signed.http --key bus.jwk --at 2026-01-31T08:00:00Z',
  );
}
