import { revokeKey } from '../api/keys.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { fullClientId } from '../credentials/client-id.ts';
import { formatRevoked } from '../output/keys.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul key revoke`. */
export interface RevokeOptions extends BusOptions {
  readonly as: string;
  readonly reason: string;
}

/** Revokes a key of a subsystem for good, as an operator. @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_*` */
export async function runKeyRevoke(kid: string, options: RevokeOptions, terminal: Terminal): Promise<void> {
  const { as, reason, ...caller } = options;
  await withOfficialSession({ options: caller, terminal, official: 'sandbox-operator' }, async (session) => {
    const subsystem = await fullClientId(as, session.bus);
    const key = await revokeKey(session, subsystem, { kid, reason });
    terminal.out(options.json === true ? `${JSON.stringify(key)}\n` : formatRevoked(subsystem, key));
  });
}
