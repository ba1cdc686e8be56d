import type { Command } from 'commander';
import type { NatsConfigFlags } from '../actions/write-nats-config.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
Keys and certificates that are there already are kept; to replace one, remove its file and run this again. The configuration
itself is written anew each time. Start the server in the folder, since its paths are relative:
  cd DIR && nats-server --config nats-server.conf
ca-key.pem signs the server's next certificate; no process needs it, so keep it elsewhere.`;

/** Registers `simpul nats config`. */
export function natsConfigCommand(nats: Command, terminal: Terminal): void {
  const command = nats
    .command('config')
    .description('Write a NATS configuration with a user for each service, who may do what the contracts say.')
    .requiredOption('--out <dir>', 'folder for the configuration, keys and certificates')
    .option('--port <port>', 'port of the server', '4222')
    .option(
      '--host <name>',
      'name or address that others reach it by; may be repeated; without one it listens on 127.0.0.1 only',
      collect,
    )
    .option('--monitor <port>', 'port of its monitoring, on 127.0.0.1; none where it is not given')
    .option('--json', 'print JSON, errors too')
    .addHelpText('after', NOTES)
    .action(async (flags: NatsConfigFlags) => {
      const { writeNatsConfig } = await import('../actions/write-nats-config.ts');
      await writeNatsConfig(flags, terminal);
    });
  withExample(command, 'simpul nats config --out ./nats --host nats-1.internal');
}
