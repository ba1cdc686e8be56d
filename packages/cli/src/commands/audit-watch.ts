import { type Command, InvalidArgumentError } from 'commander';
import type { WatchOptions } from '../actions/watch-log.ts';
import { WATCH_INTERVAL_S } from '../defaults.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const MAX_INTERVAL_S = 86_400;

const NOTES = `
Each checkpoint must be signed, must not be smaller than the last one that was seen, and must extend it by a proof from the log's tiles; a
closed log must have ended where the first entry of the next says. The state folder keeps every checkpoint, one a line.
At an inconsistency the command says what, keeps both checkpoints in {state}/evidence, posts JSON to the webhook, and exits 6, with
and without --once. A log that cannot be reached is tried again and said after three looks; with --once that exits 5.
Keys are taken from --vkey, from the "log" lines of --policy, or from those pinned in {data}/credentials/log-keys.json.`;

/** Registers `simpul audit watch`. */
export function auditWatchCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('watch')
    .description('Keep the checkpoints of logs, and raise the alarm when one contradicts another.')
    .option(
      '--log <what>',
      'address …/audit/log/{name}, or of a bus; may be repeated (default: the bus of --data or --url)',
      collect,
    )
    .option('--vkey <key>', 'verifier key of a log; may be repeated', collect)
    .option('--policy <file>', 'witnesses that must have cosigned (C2SP tlog-policy)')
    .option('--state <dir>', 'folder that keeps what was seen (default: ./.simpul-watch)')
    .option('--interval <seconds>', 'pause between two looks', parseInterval, WATCH_INTERVAL_S)
    .option('--webhook <url>', 'address to which an inconsistency is posted as JSON')
    .option('--once', 'look once')
    .option(
      '--as <id>',
      "who reads the first entry of a log where not everybody may (default: the sandbox's auditor, or --client)",
    )
    .addHelpText('after', NOTES)
    .action(async (options: WatchOptions) => {
      const { watchLog } = await import('../actions/watch-log.ts');
      await watchLog(options, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul audit watch --log https://bus.lampungprov.go.id --webhook https://example.org/alarm',
    'simpul audit watch --once --json',
  );
}

function parseInterval(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_INTERVAL_S)
    throw new InvalidArgumentError(`Expected 1 to ${MAX_INTERVAL_S} seconds.`);
  return seconds;
}
