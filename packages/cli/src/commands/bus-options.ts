import type { Command } from 'commander';

/** Adds the options that say which bus is meant, and as whom. */
export function withBusOptions(command: Command): Command {
  return withPlaceOptions(command)
    .option(
      '--client <id>',
      'client id (default: with --url who is logged in there, on a data folder the client that may do it)',
    )
    .option('--key <file>', 'file with the private JWK of the client, with --url');
}

/** Adds the options that say which bus is meant. */
export function withPlaceOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'data folder of a bus on this machine (default: SIMPUL_DATA, else ./.simpul)')
    .option('--url <url>', 'public address of a bus elsewhere')
    .option('--ca <file>', "authorities of the bus's certificate, besides the public ones (PEM; default: SIMPUL_CA)")
    .option('--json', 'print JSON, errors too');
}

/** A true example under a command's help. */
export function withExample(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ ${line}\n`).join('')}`);
}
