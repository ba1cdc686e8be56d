import { isIP } from 'node:net';
import type { SecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { CONNECT_TIMEOUT_MS } from '../defaults.ts';
import type { EgressGuard } from '../egress-guard.ts';

/** Opens connections only to addresses that the guard lets through; certificates are always verified. */
export function guardedConnect(
  guard: EgressGuard,
  { port, secureContext }: { readonly port: number; readonly secureContext: SecureContext },
): buildConnector.connector {
  const open = buildConnector({
    secureContext,
    rejectUnauthorized: true,
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    lookup: guard.lookupFor(port),
  });
  return (options, callback) => {
    // net.connect does not look an IP literal up, so it is checked here.
    const refused = isIP(options.hostname) === 0 ? undefined : guard.refusal(options.hostname, port);
    if (refused) return queueMicrotask(() => callback(refused, null));
    // undici cancels an attempt through the socket that is returned here.
    return open(options, callback);
  };
}
