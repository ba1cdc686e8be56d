import * as openid from 'openid-client';
import { UPSTREAM_CALLBACK, type UpstreamConfig } from './upstream-config.ts';

/** What a sign-in that has begun must end with; known to the browser where it began, and to nobody else. */
export interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who somebody is at the provider. */
export interface UpstreamPerson {
  readonly issuer: string;
  readonly subject: string;
  /** Only where the provider has verified it. */
  readonly verifiedEmail: string | undefined;
}

export interface UpstreamClient {
  /** Begins a sign-in. @returns where the browser goes, and what is kept of it */
  begin(): Promise<{ readonly address: string; readonly begun: Begun }>;
  /**
   * Ends one: code for tokens, with PKCE, state, nonce and the issuer's name (RFC 9207) checked.
   * @param callback - the address that the browser came back at
   */
  finish(callback: URL, begun: Begun): Promise<UpstreamPerson>;
}

/** Seconds that one answer of the provider may take. */
const TIMEOUT_S = 5;
const SCOPE = 'openid email';

export interface UpstreamClientOptions extends UpstreamConfig {
  readonly publicUrl: string;
}

/** A client of the region's OpenID provider, which is looked up when it is first needed: the bus starts without it. */
export function createUpstreamClient(options: UpstreamClientOptions): UpstreamClient {
  const { issuer, clientId, clientSecret, publicUrl } = options;
  let discovered: Promise<openid.Configuration> | undefined;

  function configuration(): Promise<openid.Configuration> {
    discovered ??= openid
      .discovery(new URL(issuer), clientId, undefined, openid.ClientSecretBasic(clientSecret), {
        timeout: TIMEOUT_S,
        // Only a sandbox is started with such an address.
        ...(issuer.startsWith('http://') && { execute: [openid.allowInsecureRequests] }),
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  }

  return {
    async begin() {
      const known = await configuration();
      const begun = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      };
      const address = openid.buildAuthorizationUrl(known, {
        redirect_uri: publicUrl + UPSTREAM_CALLBACK,
        scope: SCOPE,
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, begun };
    },
    async finish(callback, { state, nonce, verifier }) {
      const known = await configuration();
      const tokens = await openid.authorizationCodeGrant(known, callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('the provider gave no ID token');
      const { userinfo_endpoint: endpoint } = known.serverMetadata();
      const isComplete = claims.email !== undefined || endpoint === undefined;
      const said = isComplete ? claims : await openid.fetchUserInfo(known, tokens.access_token, claims.sub);
      const isVerified = said.email_verified === true && typeof said.email === 'string';
      return { issuer: claims.iss, subject: claims.sub, verifiedEmail: isVerified ? said.email : undefined };
    },
  };
}
