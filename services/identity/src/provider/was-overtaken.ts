import type { Client } from 'oidc-provider';
import type { Denials } from '../denials/denials.ts';
import type { ClientDirectory } from './client-directory.ts';

export interface OvertakenDependencies {
  readonly clients: Pick<ClientDirectory, 'find'>;
  readonly denials: Pick<Denials, 'hits'>;
}

/**
 * Whether a client lost a key, or its rights, while its token request was under way, or a token issued now would be denied.
 * @param client - as it was when its assertion was verified
 */
export async function wasOvertaken(client: Client, { clients, denials }: OvertakenDependencies): Promise<boolean> {
  if (await denials.hits(client.clientId, Math.floor(Date.now() / 1000))) return true;
  const found = await clients.find(client.clientId);
  const now = new Set(found?.jwks?.keys.map(numberOf));
  return client.jwks?.keys.some((key) => !now.has(numberOf(key))) ?? false;
}

/** What no two public keys have in common. */
function numberOf({ n, x }: { readonly n?: unknown; readonly x?: unknown }): unknown {
  return n ?? x;
}
