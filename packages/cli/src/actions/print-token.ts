import { exportProofKey } from '../api/dpop.ts';
import { requestToken } from '../api/token.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { SANDBOX_CLIENTS } from '../credentials/client-id.ts';
import { findClient } from '../credentials/client-key.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `simpul token`. */
export interface TokenOptions extends BusOptions {
  readonly as?: string;
  readonly resource?: string;
  readonly purpose?: string;
  readonly scope?: string;
}

/** Gets a token and prints it; as JSON with the key that it is bound to. */
export async function printToken(options: TokenOptions, terminal: Terminal): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    const client = await findClient(bus, options, terminal);
    const { purpose, scope, resource = bus.publicUrl + defaultResource(client.id) } = options;
    const { value, expiresIn, proofKey } = await requestToken(bus, { client, resource, purpose, scope });
    if (options.json === true) {
      const dpopJwk = await exportProofKey(proofKey);
      terminal.out(`${JSON.stringify({ access_token: value, expires_in: expiresIn, dpop_jwk: dpopJwk })}\n`);
      return;
    }
    terminal.out(`${value}\n`);
    terminal.err(`good for ${expiresIn} s, with a DPoP proof of its own key, which --json prints\n`);
  });
}

/** Subsystems make exchanges; the officials of a sandbox use the bus's own APIs. */
function defaultResource(client: string): '/r1' | '/api' {
  return Object.hasOwn(SANDBOX_CLIENTS, client) ? '/api' : '/r1';
}
