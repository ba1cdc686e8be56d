import { decideKeyRequest, fetchKeyRequests } from '../api/keys.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { formatRequests } from '../output/keys.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul key approve` and `refuse`. */
export interface DecideOptions extends BusOptions {
  readonly reason?: string;
}

/** Options of `simpul key requests`. */
export interface RequestsOptions extends BusOptions {
  readonly all?: boolean;
}

/** Approves or refuses a request, as a data steward. @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_*` */
export async function runKeyDecision(
  decision: 'approve' | 'refuse',
  id: string,
  { options, terminal }: { readonly options: DecideOptions; readonly terminal: Terminal },
): Promise<void> {
  const { reason, ...caller } = options;
  await withOfficialSession({ options: caller, terminal, official: 'sandbox-steward' }, async (session) => {
    const request = await decideKeyRequest(session, id, { decision, ...(reason !== undefined && { reason }) });
    terminal.out(options.json === true ? `${JSON.stringify(request)}\n` : formatRequests([request]));
  });
}

/** Prints requests that wait for a decision, or all. */
export async function runKeyRequests(options: RequestsOptions, terminal: Terminal): Promise<void> {
  await withOfficialSession({ options, terminal, official: 'sandbox-steward' }, async (session) => {
    const requests = await fetchKeyRequests(session, options.all === true ? undefined : 'open');
    terminal.out(options.json === true ? `${JSON.stringify({ requests })}\n` : formatRequests(requests));
  });
}
