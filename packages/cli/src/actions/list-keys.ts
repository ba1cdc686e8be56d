import { SimpulError } from '@simpul/errors';
import { fetchKeys } from '../api/keys.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { fullClientId } from '../credentials/client-id.ts';
import { CLI } from '../errors.ts';
import { formatKeys } from '../output/keys.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul key list`. */
export interface KeyListOptions extends BusOptions {
  readonly as?: string;
}

/** Prints the keys of a subsystem: of the one that `--as` names, else of the one that calls. */
export async function runKeyList(options: KeyListOptions, terminal: Terminal): Promise<void> {
  const written = options.as ?? options.client;
  if (written === undefined) {
    throw new SimpulError(CLI.USAGE, { params: { reason: 'whose keys? Name a subsystem with --as' } });
  }
  const { as: _as, ...caller } = options;
  await withOfficialSession({ options: caller, terminal, official: 'sandbox-operator' }, async (session) => {
    const subsystem = await fullClientId(written, session.bus);
    const keys = await fetchKeys(session, subsystem);
    terminal.out(options.json === true ? `${JSON.stringify({ subsystem, keys })}\n` : formatKeys(keys));
  });
}
