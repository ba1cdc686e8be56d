import type { Command } from 'commander';
import type { DecideOptions, RequestsOptions } from '../actions/decide-key-request.ts';
import type { RequestOptions } from '../actions/request-key.ts';
import type { Terminal } from '../terminal.ts';
import { withBusOptions, withExample } from './bus-options.ts';

/** Registers `simpul key request`, `requests`, `approve` and `refuse`. */
export function keyRequestCommands(key: Command, terminal: Terminal): void {
  const request = key
    .command('request')
    .description('Ask that a key be added to a subsystem, as an integrator; another person decides.')
    .argument('<file>', 'file with the public JWK')
    .requiredOption('--as <id>', 'subsystem that gets the key')
    .option('--note <text>', 'what whoever decides should know; no personal data')
    .action(async (file: string, options: RequestOptions) => {
      const { runKeyRequest } = await import('../actions/request-key.ts');
      await runKeyRequest(file, options, terminal);
    });
  withExample(withBusOptions(request), 'simpul key request new.jwk --as GOV/1871-DISDUKCAPIL/siak');

  const requests = key
    .command('requests')
    .description('List requests for keys that wait for a decision.')
    .option('--all', 'those that were decided too')
    .action(async (options: RequestsOptions) => {
      const { runKeyRequests } = await import('../actions/decide-key-request.ts');
      await runKeyRequests(options, terminal);
    });
  withExample(withBusOptions(requests), 'simpul key requests');

  for (const decision of ['approve', 'refuse'] as const) {
    const command = key
      .command(decision)
      .description(
        decision === 'approve'
          ? 'Approve a request for a key, never an own one; the key is good from then on.'
          : 'Refuse a request for a key, never an own one.',
      )
      .argument('<request>', 'id of the request')
      .option('--reason <text>', 'why, for others to read; no personal data')
      .action(async (id: string, options: DecideOptions) => {
        const { runKeyDecision } = await import('../actions/decide-key-request.ts');
        await runKeyDecision(decision, id, { options, terminal });
      });
    withExample(withBusOptions(command), `simpul key ${decision} 0193b2f0-7c1e-7a33-9b0f-5d2c8e4f6a01`);
  }
}
