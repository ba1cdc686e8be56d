import { existsSync } from 'node:fs';
import type { Session } from '../api/session.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { FIRST_OPERATOR } from '../credentials/client-id.ts';
import { firstOperatorKey } from '../credentials/client-key.ts';
import { openApi } from '../credentials/open-api.ts';
import type { Terminal } from '../terminal.ts';

const OPERATOR = 'sandbox-operator';

/** Options of the commands about people. */
export interface PeopleOptions extends BusOptions {
  readonly as?: string;
}

/** Signs in as who may work on people, and lends the session to `use`. */
export async function withPeopleSession(
  options: PeopleOptions,
  terminal: Terminal,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    // The bus keeps that key only as long as the region has no operator.
    const hasNoOperator = bus.folder !== undefined && existsSync(firstOperatorKey(bus.folder));
    const lastResort = hasNoOperator ? { lastResort: FIRST_OPERATOR } : {};
    await use(await openApi(bus, { options, terminal, sandboxClient: OPERATOR, ...lastResort }));
  });
}
