import type { Command } from 'commander';
import type { AuditOptions } from '../actions/audit-session.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul audit show`. */
export function auditShowCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('show')
    .description('Print what the log holds about one exchange. The look itself leaves a record.')
    .argument('<exchange-id>', 'the exchange id that "simpul call" printed')
    .option('--as <id>', "who looks (default: the sandbox's auditor, who sees all; a subsystem sees its own)")
    .action(async (exchangeId: string, options: AuditOptions) => {
      const { showRecords } = await import('../actions/show-records.ts');
      await showRecords(exchangeId, options, terminal);
    });
  withExample(withBusOptions(command), 'simpul audit show 0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01');
}
