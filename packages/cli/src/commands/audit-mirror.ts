import type { Command } from 'commander';
import type { MirrorOptions } from '../actions/mirror-log.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
With --log of one log, DIR is the copy of that log. Without it, or with the address of a bus, each log of the bus is copied to DIR/{name}, also while
there is only one: a new log begins every half-year. A copy is laid out as C2SP tlog-tiles and can be checked by any tool that reads these, for example
"simpul audit verify DIR". What the command needs to go on after an interruption is in DIR/.mirror.

Every file is verified before it is written. A log that no longer extends the copy is refused with exit code 6, and the copy stays as it was.
Keys are taken from --vkey, or from those pinned in {data}/credentials/log-keys.json; a key that only comes with the log verifies nothing.
Entries that not everybody may read are fetched with the token of --as, from the bus of --data or --url.`;

/** Registers `simpul audit mirror`. */
export function auditMirrorCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('mirror')
    .description('Copy logs into a folder, verifying while it copies. Goes on where it was interrupted.')
    .argument('<dir>', 'folder for the copy; made where there is none')
    .option('--log <url>', 'address of a log …/audit/log/{name}, or of a bus (default: the bus of --data or --url)')
    .option('--vkey <key>', 'verifier key of a log; may be repeated', collect)
    .option('--follow', 'go on with what comes, until stopped')
    .option('--as <id>', "who reads the entries (default: the sandbox's auditor, or --client)")
    .addHelpText('after', NOTES)
    .action(async (dir: string, options: MirrorOptions) => {
      const { mirrorLog } = await import('../actions/mirror-log.ts');
      await mirrorLog(dir, options, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul audit mirror copies',
    'simpul audit mirror copy --log https://bus.lampungprov.go.id/audit/log/NAME --vkey KEY --follow',
  );
}
