import { type Command, InvalidArgumentError } from 'commander';
import type { TailOptions } from '../actions/tail-records.ts';
import { PAGE_LIMIT, TAIL_LIMIT } from '../defaults.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul audit tail`. */
export function auditTailCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('tail')
    .description('Print the latest records of the log, oldest first. The look itself leaves a record.')
    .option('--limit <n>', `how many, 1 to ${PAGE_LIMIT}`, parseLimit, TAIL_LIMIT)
    .option('--follow', 'go on with new records as they come; its own looks are left out')
    .option('--as <id>', "who looks (default: the sandbox's auditor, who sees all; a subsystem sees its own)")
    .action(async (options: TailOptions) => {
      const { tailRecords } = await import('../actions/tail-records.ts');
      await tailRecords(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul audit tail --follow');
}

function parseLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > PAGE_LIMIT) throw new InvalidArgumentError(`Expected 1 to ${PAGE_LIMIT}.`);
  return limit;
}
