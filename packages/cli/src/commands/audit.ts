import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { auditFindingsCommand } from './audit-findings.ts';
import { auditMirrorCommand } from './audit-mirror.ts';
import { auditProveCommand } from './audit-prove.ts';
import { auditShowCommand } from './audit-show.ts';
import { auditTailCommand } from './audit-tail.ts';
import { auditVerifyCommand } from './audit-verify.ts';
import { auditWatchCommand } from './audit-watch.ts';

/** Registers `simpul audit`. */
export function auditCommand(program: Command, terminal: Terminal): void {
  const audit = program.command('audit').description('See what the log holds, and prove it.');
  auditTailCommand(audit, terminal);
  auditShowCommand(audit, terminal);
  auditFindingsCommand(audit, terminal);
  auditVerifyCommand(audit, terminal);
  auditProveCommand(audit, terminal);
  auditMirrorCommand(audit, terminal);
  auditWatchCommand(audit, terminal);
}
