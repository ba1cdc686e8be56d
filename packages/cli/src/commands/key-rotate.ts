import type { Command } from 'commander';
import type { RotateOptions } from '../actions/rotate-key.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul key rotate`. */
export function keyRotateCommand(key: Command, terminal: Terminal): void {
  const command = key
    .command('rotate')
    .description(
      'Replace the key of a subsystem: a new one is made and registered, and both are good until the old one ends. The new key takes the place of the file; the old one is kept as FILE.previous.',
    )
    .option('--as <id>', 'subsystem, [INSTANCE/]CLASS/MEMBER/SUBSYSTEM (default: --client)')
    .option('--until <time>', 'end of the old key: a duration (30m, 24h, 7d), a day or a time; at most 90 days', '24h')
    .option(
      '--bus [what]',
      'replace the key with which the bus signs tokens (default) or responses instead, as an operator; nothing pauses',
    )
    .action(async (options: RotateOptions) => {
      const { runKeyRotate } = await import('../actions/rotate-key.ts');
      await runKeyRotate(options, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul key rotate --as GOV/1871-DISDUKCAPIL/siak --until 7d',
    'simpul key rotate --bus',
    'simpul key rotate --bus responses',
  );
}
