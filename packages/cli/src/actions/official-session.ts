import type { Session } from '../api/session.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { openApi } from '../credentials/open-api.ts';
import type { Terminal } from '../terminal.ts';

export interface OfficialOptions {
  readonly options: BusOptions & { readonly as?: string };
  readonly terminal: Terminal;
  /** Who acts where the bus is a sandbox on this machine; elsewhere it is `--client`, or who is logged in. */
  readonly official: 'sandbox-operator' | 'sandbox-integrator' | 'sandbox-steward';
}

/** Signs an official in and lends the session to `use`. */
export async function withOfficialSession(
  { options, terminal, official }: OfficialOptions,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    await use(await openApi(bus, { options, terminal, sandboxClient: official }));
  });
}
