import type { Command } from 'commander';
import type { ProxyFlags } from '../actions/run-proxy.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';

const NOTES = `
Stands beside a client written for X-Road or plain HTTP: adds the access token and a proof to each request, and passes the rest on as it is,
streaming both ways. Passed on are /r1/… and /listClients; everything else is answered here with 404. The client's own Authorization goes to
the provider. Whoever can reach the address calls as the subsystem: so it is this machine's only, unless --allow-remote-callers is given.
The key file is read again for each token: to rotate the key, replace the file.`;

/** Registers `simpul proxy`. */
export function proxyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('proxy')
    .description('Sign the requests of an unchanged client in as a subsystem, until SIGINT or SIGTERM.')
    .requiredOption('--as <id>', 'calling subsystem, [INSTANCE/]CLASS/MEMBER/SUBSYSTEM')
    .option('--listen <host:port>', 'address to listen on (127.0.0.1:8181); port 0 takes a free one')
    .option('--allow-remote-callers', 'allow an address that other machines can reach: they then call as the subsystem')
    .option('--data <dir>', 'data folder of a bus on this machine (default: SIMPUL_DATA, else ./.simpul)')
    .option('--url <url>', 'public address of a bus elsewhere, with --key')
    .option('--key <file>', 'file with the private JWK of the subsystem, with --url')
    .option('--ca <file>', "authorities of the bus's certificate, besides the public ones (PEM; default: SIMPUL_CA)")
    .option('--error-style <style>', "X-Road's way to write the proxy's own errors, x7 or x8 (x7)")
    .option('--sign', "sign each exchange with the subsystem's key (RFC 9421); bodies are held for it, up to 8 MiB")
    .option('--json', 'print JSON, a line for each event, errors too')
    .addHelpText('after', NOTES)
    .action(async (flags: ProxyFlags) => {
      const { runProxy } = await import('../actions/run-proxy.ts');
      await runProxy(flags, terminal);
    });
  withExample(
    command,
    'simpul proxy --as GOV/1871-DISDUKCAPIL/siak',
    'simpul proxy --as ID-LA/GOV/1871-DISDUKCAPIL/siak --url https://bus.lampungprov.go.id --key /etc/simpul/siak.jwk',
  );
}
