import { type Command, Option } from 'commander';
import type { DecideAccessOptions } from '../actions/decide-access.ts';
import type { ListAccessOptions } from '../actions/list-access.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import type { Terminal } from '../terminal.ts';
import { accessRequestCommand } from './access-request.ts';
import { withBusOptions, withExample } from './bus-options.ts';

const EXAMPLE = 'PKS-2026-014';

/** Registers `simpul access`. */
export function accessCommand(program: Command, terminal: Terminal): void {
  const access = program.command('access').description('Ask for the right to use a service, and decide on it.');
  accessRequestCommand(access, terminal);
  listCommands(access, terminal);
  for (const { act, description, needsReason } of DECISIONS) {
    const command = access.command(act).description(description).argument('<agreement>', 'its number');
    const reason = new Option('--reason <text>', 'why, for others to read; no personal data');
    command.addOption(needsReason ? reason.makeOptionMandatory() : reason);
    if (act === 'renew') command.requiredOption('--until <day>', 'new last day, YYYY-MM-DD');
    command.action(async (id: string, options: DecideAccessOptions) => {
      const { runDecideAccess } = await import('../actions/decide-access.ts');
      await runDecideAccess(act, id, { options, terminal });
    });
    const extra = act === 'renew' ? ' --until 2028-12-31' : needsReason ? ' --reason "…"' : '';
    withExample(withBusOptions(command), `simpul access ${act} ${EXAMPLE}${extra}`);
  }
}

const DECISIONS = [
  {
    act: 'approve',
    description:
      "Approve what was asked for, never an own request: first the data steward of the provider's agency, then an operator there.",
    needsReason: false,
  },
  { act: 'refuse', description: 'Refuse what was asked for.', needsReason: true },
  { act: 'suspend', description: 'Stop exchanges under an agreement until it is resumed.', needsReason: true },
  { act: 'resume', description: 'Let exchanges under a suspended agreement go on.', needsReason: false },
  { act: 'revoke', description: 'End an agreement for good.', needsReason: true },
  { act: 'renew', description: 'Ask that an agreement last longer.', needsReason: false },
] as const;

function listCommands(access: Command, terminal: Terminal): void {
  const list = access
    .command('list')
    .description(
      'Print agreements, one a line: number, state, who, what, purpose, last day, whose decision is awaited.',
    )
    .option('--consumer <id>', 'only of this system')
    .option('--service <id>', 'only for this service')
    .option('--provider <id>', 'only of this agency')
    .addOption(
      new Option('--status <status>', 'only in this state').choices([
        'requested',
        'active',
        'suspended',
        'refused',
        'revoked',
        'expired',
      ]),
    )
    .addOption(new Option('--awaits <step>', 'only what waits for this step').choices(['steward', 'provider']))
    .action(async (options: ListAccessOptions) => {
      const { runListAccess } = await import('../actions/list-access.ts');
      await runListAccess(options, terminal);
    });
  withExample(withBusOptions(list), 'simpul access list --awaits steward');
  const show = access
    .command('show')
    .description('Print one agreement: what it says, and who decided what.')
    .argument('<agreement>', 'its number')
    .action(async (id: string, options: BusOptions) => {
      const { runShowAccess } = await import('../actions/list-access.ts');
      await runShowAccess(id, options, terminal);
    });
  withExample(withBusOptions(show), `simpul access show ${EXAMPLE}`);
}
