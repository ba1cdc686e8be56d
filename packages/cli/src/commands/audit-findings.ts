import type { Command } from 'commander';
import type { FindingsOptions } from '../actions/show-findings.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

const NOTES = `
Kinds: source-gap and source-fork (leaves of a node are missing, or exist twice), source-silent (a node sends nothing),
superseded (two records of one exchange; the first stays), intent-open (exchanges without a record), clock-skew,
integrity (what is stored is not what was written), witness-quorum. The look itself leaves a record.`;

/** Registers `simpul audit findings`. */
export function auditFindingsCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('findings')
    .description('Print what the log found amiss with itself and its sources, oldest first.')
    .option('--kind <kind>', 'only findings of this kind')
    .option('--since <time>', 'only findings raised since this day or RFC 3339 time')
    .option('--follow', 'go on with new findings as they come')
    .option('--as <id>', "who looks (default: the sandbox's auditor); needs audit:read")
    .addHelpText('after', NOTES)
    .action(async (options: FindingsOptions) => {
      const { showFindings } = await import('../actions/show-findings.ts');
      await showFindings(options, terminal);
    });
  withExample(withBusOptions(command), 'simpul audit findings', 'simpul audit findings --kind integrity --json');
}
