import type { AccountView, GrantedRole } from '@simpul/contracts';

/** A passkey of a person (WebAuthn Level 3, 4: a discoverable credential). */
export type Passkey = {
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** Signature counter that was last seen. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** As its owner calls it. */
  readonly name: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly addedAt: number;
  readonly usedAt: number | null;
};

/** The authenticator app of a person (RFC 6238). */
export type Totp = {
  /** The secret, sealed. */
  readonly sealed: string;
  /** Time step of the last code that was taken: none is taken twice. */
  readonly lastStep: number;
  readonly addedAt: number;
};

/** An identity at the region's own OpenID provider. */
export type Upstream = { readonly issuer: string; readonly subject: string; readonly addedAt: number };

/** All that is known of a person; one document, so that each change of it is atomic. */
export type Person = {
  /** UUIDv7. */
  readonly id: string;
  /** Address in lower case, which no two people share; null once removed. */
  readonly emailKey: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly language: 'id' | 'en';
  readonly grants: readonly GrantedRole[];
  readonly status: AccountView['status'];
  readonly createdAt: number;
  /** Counts changes: a change is made to the revision that it was decided on. */
  readonly revision: number;
  /** Sessions of an earlier era have ended. */
  readonly era: number;
  readonly passkeys: readonly Passkey[];
  readonly totp: Totp | null;
  readonly upstream: readonly Upstream[];
  /** Digests of the recovery codes that are left. */
  readonly recovery: readonly string[];
};

/** How many ways a person has to sign in; recovery codes are none. */
export function countMeans({ passkeys, totp, upstream }: Pick<Person, 'passkeys' | 'totp' | 'upstream'>): number {
  return passkeys.length + upstream.length + (totp === null ? 0 : 1);
}

/** Whether a person may do everything that operators do, everywhere. */
export function isRegionOperator({ status, grants }: Pick<Person, 'status' | 'grants'>): boolean {
  return status === 'active' && hasRegionOperator(grants);
}

export function hasRegionOperator(grants: readonly GrantedRole[]): boolean {
  return grants.some(({ role, scope }) => role === 'operator' && scope === undefined);
}

/** What others are shown of a person. */
export function viewOf({ id, email, name, language, grants, status, createdAt }: Person): AccountView {
  return {
    id,
    ...(email === null ? {} : { email }),
    ...(name === null ? {} : { name }),
    language,
    grants: [...grants],
    status,
    createdAt,
  };
}
