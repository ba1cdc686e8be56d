import type { Session } from '../api/session.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { openApi } from '../credentials/open-api.ts';
import { pinAtContact } from '../credentials/pin-at-contact.ts';
import type { Terminal } from '../terminal.ts';

/** Who looks at the records of a sandbox where `--as` names nobody. */
export const AUDITOR = 'sandbox-auditor';

/** Options of the commands that look at records. */
export interface AuditOptions extends BusOptions {
  readonly as?: string;
}

/** Pins the log's keys at first contact, signs in and lends the session to `use`. */
export async function withAuditSession(
  options: AuditOptions,
  terminal: Terminal,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    await pinAtContact(bus);
    await use(await openApi(bus, { options, terminal, sandboxClient: AUDITOR, scope: 'audit:read' }));
  });
}
