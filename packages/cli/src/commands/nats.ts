import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { natsConfigCommand } from './nats-config.ts';

/** Registers `simpul nats`. */
export function natsCommand(program: Command, terminal: Terminal): void {
  const nats = program.command('nats').description('Prepare the NATS server that joins the processes of a cluster.');
  natsConfigCommand(nats, terminal);
}
