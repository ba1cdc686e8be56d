import type { UpstreamConfig } from './upstream/upstream-config.ts';

/** What the identity service is told at its start. */
export interface IdentityConfig {
  /** Name of this process in leaves; the same after a restart. */
  readonly nodeId: string;
  /** Where the bus is reached from outside: an origin, without a trailing slash. */
  readonly publicUrl: string;
  /** Only a sandbox has keys made for it, and clients for the bus's own APIs. */
  readonly mode: 'sandbox' | 'production';
  /** Folder of the bus's own private keys. */
  readonly keysDir: string;
  /** Folder of the private keys that a sandbox makes for its subsystems. */
  readonly credentialsDir: string;
  /** X-Road instance; absent, the one that the registry's settings name. */
  readonly instance?: string;
  /** The region's own OpenID provider, where people may sign in with it. */
  readonly upstream?: UpstreamConfig | undefined;
  /**
   * What only the processes of this service know, where several share a store: seals the secrets that they share in it. Absent:
   * this process is alone, and keeps them in files.
   */
  readonly sharedSecret?: Uint8Array | undefined;
  /** Where the bus itself listens: no address of a client's keys may lead there. */
  readonly ownListeners: () => Iterable<{ readonly host: string; readonly port: number }>;
}

/** The names under which the authorization server and its resource servers are known. */
export interface Addresses {
  readonly issuer: string;
  /** Audience of tokens for exchanges. */
  readonly exchange: string;
  /** Audience of tokens for the bus's own APIs. */
  readonly api: string;
}

/** Derives all names from the public address (design 04). */
export function addressesOf(publicUrl: string): Addresses {
  return { issuer: `${publicUrl}/oauth2`, exchange: `${publicUrl}/r1`, api: `${publicUrl}/api` };
}
