import { listAgreements, readAgreement } from '../api/agreements.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { formatAgreement, formatAgreementLine } from '../output/agreements.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul access list`: filters of the API. */
export interface ListAccessOptions extends BusOptions {
  readonly consumer?: string;
  readonly service?: string;
  readonly provider?: string;
  readonly status?: string;
  readonly awaits?: string;
}

/** Prints agreements, one a line; those that wait for a decision say for whose. */
export async function runListAccess(options: ListAccessOptions, terminal: Terminal): Promise<void> {
  const { consumer, service, provider, status, awaits } = options;
  const filters = Object.entries({ consumer, service, provider, status, awaits });
  const query = Object.fromEntries(filters.filter((each): each is [string, string] => each[1] !== undefined));
  await withOfficialSession({ options, terminal, official: 'sandbox-operator' }, async (session) => {
    let count = 0;
    for await (const agreement of listAgreements(session, query)) {
      count++;
      terminal.out(`${options.json === true ? JSON.stringify(agreement) : formatAgreementLine(agreement)}\n`);
    }
    if (count === 0 && options.json !== true) terminal.err('No agreements.\n');
  });
}

/** Prints one agreement with its history. */
export async function runShowAccess(id: string, options: BusOptions, terminal: Terminal): Promise<void> {
  await withOfficialSession({ options, terminal, official: 'sandbox-operator' }, async (session) => {
    const agreement = await readAgreement(session, id);
    terminal.out(options.json === true ? `${JSON.stringify(agreement)}\n` : formatAgreement(agreement));
  });
}
