import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { auditShowCommand } from './audit-show.ts';
import { auditTailCommand } from './audit-tail.ts';
import { auditVerifyCommand } from './audit-verify.ts';

/** Registers `simpul audit`. */
export function auditCommand(program: Command, terminal: Terminal): void {
  const audit = program.command('audit').description('See what the log holds, and prove it.');
  auditTailCommand(audit, terminal);
  auditShowCommand(audit, terminal);
  auditVerifyCommand(audit, terminal);
}
