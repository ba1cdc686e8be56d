import type { Command } from 'commander';
import type { VerifyOptions } from '../actions/verify-audit.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';
import { collect } from './collect.ts';

const NOTES = `
A key that only comes with what is checked proves nothing: it is taken from --vkey, from the "log" lines of --policy, or from those
pinned at first contact in {data}/credentials/log-keys.json. Without any, and for any wrong byte, the exit code is 6.

A receipt of signed messages carries their signatures. Whose a key is, only --signed-by tells: without it the report says that the
key is not verified. A key that signed nothing of the receipt is refused.

Of a bus or a folder of logs every log is checked, and that each closed one ended where the first entry of the next says.
Entries that not everybody may read are fetched with the token of --as, from the bus of --data or --url.`;

/** Registers `simpul audit verify`. */
export function auditVerifyCommand(audit: Command, terminal: Terminal): void {
  const command = audit
    .command('verify')
    .description('Check receipts, or whole logs from a folder or an address, without trusting the bus.')
    .argument(
      '<what>',
      'receipt, folder of receipts (*.tlog-proof), folder with a log (C2SP tlog-tiles) or with several, address …/audit/log/{name}, or address of a bus',
    )
    .option('--vkey <key>', 'verifier key of the log; may be repeated', collect)
    .option('--policy <file>', 'witnesses that must have cosigned (C2SP tlog-policy)')
    .option('--log <what>', 'with receipts: a log, which must have grown from what the receipts show')
    .option('--request <file>', 'with a receipt: the raw message that was sent, or its body, to be compared')
    .option('--response <file>', 'with a receipt: the raw message that came back, or its body, to be compared')
    .option('--signed-by <jwk>', 'with a receipt: public key of who signed a message; may be repeated', collect)
    .option('--as <id>', "who reads the entries (default: the sandbox's auditor, or --client)")
    .addHelpText('after', NOTES)
    .action(async (what: string, options: VerifyOptions) => {
      const { verifyAudit } = await import('../actions/verify-audit.ts');
      await verifyAudit(what, options, terminal);
    });
  withExample(
    withBusOptions(command),
    'simpul audit verify receipt.tlog-proof',
    'simpul audit verify receipt.tlog-proof --response answer.http --signed-by bus.jwk',
    'simpul audit verify receipt.tlog-proof --log http://localhost:8080',
    'simpul audit verify http://localhost:8080/audit/log/NAME',
  );
}
