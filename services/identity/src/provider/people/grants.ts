import type { Provider } from 'oidc-provider';
import { CLI_CLIENT_ID, ROLES_SCOPE } from '../../domain/people-profile.ts';

/** Writes that a person lets the client act for him or her on the bus's own APIs. @returns the grant's id */
export async function grantTo(provider: Provider, personId: string, api: string): Promise<string> {
  const grant = new provider.Grant({ accountId: personId, clientId: CLI_CLIENT_ID });
  grant.addResourceScope(api, ROLES_SCOPE);
  return grant.save();
}
