import type { Command } from 'commander';
import type { ProveOptions } from '../actions/prove-audit.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
The proof is computed from the log's tiles on this machine and verified before it is shown; the bus only delivers files. Keys are taken from
--vkey, from the "log" lines of --policy, or from those pinned in {data}/credentials/log-keys.json.`;

/** Registers `simpul audit prove inclusion` and `simpul audit prove consistency`. */
export function auditProveCommand(audit: Command, terminal: Terminal): void {
  const prove = audit.command('prove').description("Make proofs from a log's tiles, without trusting the bus.");

  const inclusion = prove
    .command('inclusion')
    .description('Prove that the log holds an entry (C2SP tlog-proof).')
    .argument('<entry>', 'exchange id, looked for in all logs, or number of an entry, in the newest')
    .option('--output <file>', 'where the proof is stored (default: standard output)')
    .action(async (what: string, options: ProveOptions & { readonly output?: string }) => {
      const { proveInclusion } = await import('../actions/prove-audit.ts');
      await proveInclusion(what, options, terminal);
    });
  withExample(
    withProofOptions(inclusion),
    'simpul audit prove inclusion 0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01 --output x.tlog-proof',
  );

  const consistency = prove
    .command('consistency')
    .description('Prove that one state of the log is the beginning of another.')
    .argument('<first>', 'number of entries, or file with a checkpoint or receipt')
    .argument('[second]', 'the same, later (default: the log as it is now)')
    .action(async (first: string, second: string | undefined, options: ProveOptions) => {
      const { proveConsistency } = await import('../actions/prove-audit.ts');
      await proveConsistency({ first, second }, options, terminal);
    });
  withExample(withProofOptions(consistency), 'simpul audit prove consistency old.checkpoint --log copies/NAME');
}

function withProofOptions(command: Command): Command {
  const own = command
    .option(
      '--log <what>',
      'address …/audit/log/{name}, address of a bus, or folder (default: the bus of --data or --url)',
    )
    .option('--vkey <key>', 'verifier key of the log; may be repeated', collect)
    .option('--policy <file>', 'witnesses that must have cosigned (C2SP tlog-policy)')
    .option('--as <id>', "who reads the entries (default: the sandbox's auditor, or --client)")
    .addHelpText('after', NOTES);
  return withBusOptions(own);
}
