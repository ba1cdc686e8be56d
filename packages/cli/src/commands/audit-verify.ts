import type { Command } from 'commander';
import type { VerifyOptions } from '../actions/verify-audit.ts';
import type { Terminal } from '../terminal.ts';
import { withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
A key that only comes with what is checked proves nothing: it is taken from --vkey, or from those pinned at first
contact in {data}/credentials/log-keys.json. Without either, and for any wrong byte, the exit code is 6.`;

/** Registers `simpul audit verify`. */
export function auditVerifyCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('verify')
    .description('Check a receipt, or a whole log from a folder or an address, without trusting the bus.')
    .argument('<what>', 'receipt file, folder with a log (C2SP tlog-tiles), or address …/audit/log/{name}')
    .option('--vkey <key>', 'verifier key of the log; may be repeated', collect)
    .option('--request <file>', 'with a receipt: the body that was sent, to be compared')
    .option('--response <file>', 'with a receipt: the body that came back, to be compared')
    .option('--data <dir>', 'data folder with pinned keys (default: SIMPUL_DATA, else ./.simpul)')
    .option('--json', 'print JSON, errors too')
    .addHelpText('after', NOTES)
    .action(async (what: string, options: VerifyOptions) => {
      const { verifyAudit } = await import('../actions/verify-audit.ts');
      await verifyAudit(what, options, terminal);
    });
  withExample(
    command,
    'simpul audit verify receipt.tlog-proof',
    'simpul audit verify http://localhost:8080/audit/log/NAME',
  );
}
