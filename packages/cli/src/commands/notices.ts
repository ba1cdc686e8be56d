import { type Command, InvalidArgumentError } from 'commander';
import type { NoticesOptions } from '../actions/show-notices.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

const DEFAULT_LIMIT = 50;

/** Registers `simpul notices`. */
export function noticesCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('notices')
    .description('Print what you should know, newest first: contracts that break, versions and agreements that end.')
    .option('--as <id>', "whose notices (default: the sandbox's operator, who sees all; a system sees its agency's)")
    .option('--kind <kind>', 'only of this kind, such as contract-breaking')
    .option('--limit <count>', 'at most so many', readLimit, DEFAULT_LIMIT)
    .action(async (options: NoticesOptions) => {
      const { runNotices } = await import('../actions/show-notices.ts');
      await runNotices(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul notices --as GOV/1871-DISDUKCAPIL/siak');
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new InvalidArgumentError('It is a whole number above 0.');
}
