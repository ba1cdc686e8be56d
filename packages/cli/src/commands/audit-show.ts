import type { Command } from 'commander';
import type { AuditOptions } from '../actions/audit-session.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Numbers of agreements are no UUIDs. */
const EXCHANGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Registers `simpul audit show`. */
export function auditShowCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('show')
    .description(
      'Print what the log holds about one exchange, or who decided what on an agreement. The look itself leaves a record.',
    )
    .argument('<id>', 'the exchange id that "simpul call" printed, or the number of an agreement')
    .option('--as <id>', "who looks (default: the sandbox's auditor, who sees all; a subsystem sees its own)")
    .action(async (id: string, options: AuditOptions) => {
      if (EXCHANGE_ID.test(id)) {
        const { showRecords } = await import('../actions/show-records.ts');
        await showRecords(id, options, terminal);
      } else {
        const { showDecisions } = await import('../actions/show-decisions.ts');
        await showDecisions(id, options, terminal);
      }
    });
  withExample(
    withBusOptions(command),
    'simpul audit show 0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01',
    'simpul audit show PKS-2026-014',
  );
}
