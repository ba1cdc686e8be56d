import type { Command } from 'commander';
import type { WitnessFlags } from '../actions/run-witness.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
A witness cosigns a log's checkpoints only if each continues the one before, so that nobody is shown another history.
Run it apart from the log, by someone else. Its folder holds keys and memory: an older copy of it must never be put back.
It speaks plain HTTP (c2sp.org/tlog-witness); put a server with TLS before it where others are to reach it.`;

/** Registers `simpul witness`. */
export function witnessCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('witness')
    .description('Cosign the checkpoints of logs (C2SP tlog-witness), until SIGINT or SIGTERM.')
    .requiredOption('--data <dir>', 'folder of the witness, of its own; keys are made in it at the first start')
    .requiredOption('--log <vkey>', 'verifier key of a log; may be repeated, for one log too', collect)
    .option('--listen <host:port>', 'address to listen on (127.0.0.1:7800); port 0 takes a free one')
    .option('--name <name>', 'name of a new witness, best an address without scheme (HOST/witness)')
    .option('--json', 'print JSON, a line for each event, errors too')
    .addHelpText('after', NOTES)
    .action(async (flags: WitnessFlags) => {
      const { runWitness } = await import('../actions/run-witness.ts');
      await runWitness(flags, terminal);
    });
  withExample(command, 'simpul witness --data ./witness --log bus.example/audit/log/ID-LA-2026h2+ID+KEY');
}
