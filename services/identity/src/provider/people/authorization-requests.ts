import type { InteractionResults, Provider } from 'oidc-provider';
import { INTERACTION_COOKIE } from '../../domain/people-profile.ts';
import { readCookies } from '../../pages/http/cookies.ts';
import { CLI_CLIENT } from './client.ts';
import { grantTo } from './grants.ts';

/** A client that waits in a person's browser for a decision (RFC 6749, 4.1). */
export interface AuthorizationRequest {
  readonly client: string;
  readonly redirectUri: string;
}

/** Where people see and decide what clients ask for; `cookieHeader` shows that it is the browser where it began. */
export interface AuthorizationRequests {
  /** @returns undefined if nothing of this name waits in this browser */
  find(uid: string, cookieHeader: string | undefined): Promise<AuthorizationRequest | undefined>;
  /** @returns where the browser goes on; undefined as `find` */
  approve(
    uid: string,
    by: { readonly cookieHeader: string | undefined; readonly personId: string },
  ): Promise<string | undefined>;
  /** As `approve`. */
  refuse(uid: string, by: { readonly cookieHeader: string | undefined }): Promise<string | undefined>;
}

export interface AuthorizationRequestsOptions {
  readonly provider: () => Provider;
  /** Resource that the client may use then. */
  readonly api: string;
}

export function createAuthorizationRequests({ provider, api }: AuthorizationRequestsOptions): AuthorizationRequests {
  async function waiting(uid: string, cookieHeader: string | undefined) {
    if (readCookies(cookieHeader ?? '').get(INTERACTION_COOKIE) !== uid) return undefined;
    return provider().Interaction.find(uid);
  }

  async function decide(
    uid: string,
    cookieHeader: string | undefined,
    makeResult: () => Promise<InteractionResults>,
  ): Promise<string | undefined> {
    const interaction = await waiting(uid, cookieHeader);
    if (interaction === undefined) return undefined;
    interaction.result = await makeResult();
    await interaction.persist();
    return interaction.returnTo;
  }

  return {
    async find(uid, cookieHeader) {
      const interaction = await waiting(uid, cookieHeader);
      if (interaction === undefined) return undefined;
      return { client: String(CLI_CLIENT.client_name), redirectUri: String(interaction.params.redirect_uri) };
    },
    approve: (uid, { cookieHeader, personId }) =>
      decide(uid, cookieHeader, async () => ({ consent: { grantId: await grantTo(provider(), personId, api) } })),
    refuse: (uid, { cookieHeader }) =>
      decide(uid, cookieHeader, async () => ({ error: 'access_denied', error_description: 'the person refused' })),
  };
}
