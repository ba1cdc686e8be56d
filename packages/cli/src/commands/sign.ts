import type { Command } from 'commander';
import type { SignOptions } from '../actions/sign-message.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';

const NOTES = `
The file holds one HTTP/1.1 message: request or response line, header lines, an empty line, the body. All that the signature covers
must be there already (X-Road-Client; Authorization and DPoP where they are used). The target URI is the request line's, where
it is absolute, or else https://, Host and the target.`;

/** Registers `simpul sign`. */
export function signCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('sign')
    .description('Sign a request or response in a file (RFC 9421) and print it with its signature; needs no bus.')
    .argument('<file>', 'the message, - for standard input')
    .requiredOption('--key <file>', 'private JWK: Ed25519, P-256, or RSA with alg PS512')
    .option('--request <file>', 'with a response: the signed request that it answers')
    .option('--at <time>', 'created, in POSIX seconds or as 2026-01-31T08:00:00Z (default: now)')
    .option('--label <label>', 'name of the signature among others of the message')
    .option('--json', 'print the header lines to add as JSON, errors too')
    .addHelpText('after', NOTES)
    .action(async (file: string, options: SignOptions) => {
      const { signMessageFile } = await import('../actions/sign-message.ts');
      await signMessageFile(file, options, terminal);
    });
  withExample(command, 'simpul sign request.http --key siak.jwk > signed.http');
}
