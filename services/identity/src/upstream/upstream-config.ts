/** The region's own OpenID provider, as a way for people to sign in. */
export interface UpstreamConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As people know it. */
  readonly name: string;
}

/** Where signing in with it begins, and where the provider sends people back to. */
export const UPSTREAM_START = '/people/sign-in/region';
export const UPSTREAM_CALLBACK = `${UPSTREAM_START}/callback`;
