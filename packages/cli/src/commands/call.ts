import { type Command, Option } from 'commander';
import type { CallOptions } from '../actions/build-request.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
The body goes to standard output, a line about the exchange to standard error. With a body the method is POST and
its type application/json unless -X and -H say otherwise. An answer of 400 and above that came from the provider is
printed like any other and ends with exit code 4; a refusal by the bus ends with 3. An answer whose signature does not hold is not
printed and ends with 6.

--save writes request.http, response.http and bus.jwk, which "simpul verify DIR/response.http --request DIR/request.http --key DIR/bus.jwk"
checks without the bus. They hold what was asked and answered, and a token until it ends.`;

/** Registers `simpul call`. */
export function callCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('call')
    .description('Make one exchange through the bus, signed in as a subsystem.')
    .argument('<path>', '[INSTANCE/]CLASS/MEMBER/SUBSYSTEM/SERVICE[/path][?query], sent byte for byte')
    .option('--as <id>', 'calling subsystem, [INSTANCE/]CLASS/MEMBER/SUBSYSTEM')
    .option('-X, --method <method>', 'HTTP method')
    .addOption(new Option('--body <text>', 'request body').conflicts('file'))
    .option('--file <file>', 'file with the request body, - for standard input')
    .option('-H, --header <line>', "request header, 'Name: value'; may be repeated", collect)
    .option('--purpose <code>', 'purpose, where several agreements give the right')
    .option('--user <id>', 'the person who asks (X-Road-UserId)')
    .option('--cert <file>', 'client certificate of an mtls link (PEM), with --cert-key: no token is used')
    .option('--cert-key <file>', 'its private key (PEM)')
    .option(
      '--sign',
      "sign the request with the subsystem's key (RFC 9421), and verify the answer where the bus signed it",
    )
    .addOption(new Option('--signed-answer', 'refuse an answer that the bus did not sign').implies({ sign: true }))
    .addOption(
      new Option('--save <dir>', 'keep the signed request, the answer and the key of the bus there').implies({
        sign: true,
      }),
    )
    .option('--receipt <file>', 'wait for the receipt of this exchange and store it')
    .action(async (path: string, options: CallOptions) => {
      const { runCall } = await import('../actions/make-call.ts');
      await runCall(path, options, terminal);
    });
  withBusOptions(command).addHelpText('after', NOTES);
  withExample(
    command,
    'simpul call GOV/1871-DPMPTSP/sicantik/permit-status/permits/123 --as GOV/1871-DISDUKCAPIL/siak',
    `simpul call GOV/1871-DISDUKCAPIL/siak/verifikasi-nik/nik_verifby_elemen --as GOV/1872-DINSOS/siks --save proof --body '{"NIK":"1871010101800001","NAMA_LGKP":"ANI"}'`,
  );
}
