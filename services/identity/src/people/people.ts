import type {
  AccountView,
  Actor,
  GrantedRole,
  identityInvite,
  identityPeople,
  Invitation,
  Params,
  RegistryObject,
  Result,
} from '@simpul/contracts';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { Person } from './domain/person.ts';
import type { Session, SessionView, SignedIn } from './sessions/session.ts';
import type { UpstreamLinks } from './sign-in/link-upstream.ts';

/** Where a sign-in comes from. */
export interface Visitor {
  /** Address of the peer, for limits; it is not stored. */
  readonly source: string;
  /** `User-Agent`, so that people recognise their sessions. */
  readonly agent: string;
}

/** Invitations: the way in for everybody (SIMPUL_PEOPLE_*, SIMPUL_RECORD_UNAVAILABLE). */
export interface Invitations {
  /** Invites somebody, or gives who was invited and never signed in a new link. */
  invite(actor: Actor, invitation: Invitation): Promise<Result<typeof identityInvite>>;
  /**
   * Whose invitation this is, and the name of the person who invites; null where a client does. Uses nothing up.
   * @throws SimpulError `PEOPLE.INVITATION_INVALID`
   */
  look(
    token: string,
  ): Promise<{ readonly person: Person; readonly invitedBy: string | null; readonly expiresAt: number }>;
  /**
   * Uses an invitation: of any number of uses at once exactly one succeeds. The session is of stage `enrolment`.
   * @throws SimpulError `PEOPLE.INVITATION_INVALID`
   */
  accept(token: string, visitor: Visitor): Promise<SignedIn>;
}

/** People as those administer them who may. */
export interface Accounts {
  list(params: Params<typeof identityPeople>): Promise<Result<typeof identityPeople>>;
  /** @throws SimpulError `PEOPLE.UNKNOWN` */
  view(actor: Actor, id: string): Promise<AccountView>;
  /** @param change all roles, and those that the actor saw: where others are held by now it is `PEOPLE.CONFLICT` */
  grant(
    actor: Actor,
    id: string,
    change: { readonly grants: readonly GrantedRole[]; readonly known?: readonly GrantedRole[] | undefined },
  ): Promise<AccountView>;
  remove(actor: Actor, id: string): Promise<AccountView>;
  endSessions(actor: Actor, id: string): Promise<{ ended: number }>;
  /** The person as stored; undefined if there is none. */
  find(id: string): Promise<Person | undefined>;
  /** A person's own choice. */
  setLanguage(session: Session, language: 'id' | 'en'): Promise<void>;
}

/** What setting up a means of signing in comes to. */
export interface Enrolled {
  readonly person: Person;
  /** Shown once, when the account has just become active. */
  readonly recoveryCodes?: readonly string[];
  /** In place of the session of stage `enrolment`, which has ended: the cookie must be set anew. */
  readonly signedIn?: SignedIn;
}

/**
 * A person's own means of signing in. A session of stage `enrolment` adds the first one; every other change needs one that
 * signed in within the last 15 minutes (`PEOPLE.SIGN_IN_AGAIN`).
 */
export interface Enrolment {
  passkeyOptions(session: Session): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /**
   * @param passkey `response`: what the page's script sent, the credential's `toJSON()`
   * @throws SimpulError `PEOPLE.MEANS_REFUSED`, `PEOPLE.MEANS_LIMIT`
   */
  addPasskey(session: Session, passkey: { readonly response: unknown; readonly name: string }): Promise<Enrolled>;
  removePasskey(session: Session, id: string): Promise<void>;
  /** `sealed` goes through the form and back. */
  startTotp(session: Session): { readonly secret: string; readonly uri: string; readonly sealed: string };
  addTotp(session: Session, answer: { readonly sealed: string; readonly code: string }): Promise<Enrolled>;
  removeTotp(session: Session): Promise<void>;
  addUpstream(session: Session, identity: { readonly issuer: string; readonly subject: string }): Promise<Enrolled>;
  removeUpstream(session: Session, identity: { readonly issuer: string; readonly subject: string }): Promise<void>;
  /** Ten new codes in place of the old ones. */
  newRecoveryCodes(session: Session): Promise<readonly string[]>;
}

/** Signing in. Every failure is `PEOPLE.SIGN_IN_FAILED`, whoever it is that there is or is not. */
export interface SignIn {
  passkeyOptions(): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** @param response what the page's script sent, the credential's `toJSON()` */
  withPasskey(response: unknown, visitor: Visitor): Promise<SignedIn>;
  /** With a code of the authenticator app, or a recovery code. @throws SimpulError `PEOPLE.TOO_MANY_TRIES` besides */
  withCode(given: { readonly email: string; readonly code: string }, visitor: Visitor): Promise<SignedIn>;
  /** With an identity that the region's own OpenID provider vouched for. */
  withUpstream(identity: { readonly issuer: string; readonly subject: string }, visitor: Visitor): Promise<SignedIn>;
}

export interface Sessions {
  /** The session of a cookie's token, noted as in use; undefined where it does not hold (any more). */
  find(token: string): Promise<Session | undefined>;
  /** The same by its id, for what was issued in a session and ends with it. */
  findById(id: string): Promise<Session | undefined>;
  /** Whether a form was made in this session. */
  isFormToken(session: Session, given: string): boolean;
  /** Those of a person that hold, newest first. */
  list(person: string): Promise<readonly SessionView[]>;
  /** @returns false if the person has no such session. */
  end(person: string, id: string): Promise<boolean>;
  /** Ends all sessions of a person, or all but one. @returns how many there were. */
  endAll(person: string, options?: { readonly except: string }): Promise<number>;
}

/** Everything about people that identity does. */
export interface People {
  readonly invitations: Invitations;
  readonly accounts: Accounts;
  readonly enrolment: Enrolment;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly upstreamLinks: UpstreamLinks;
  /** Whether the region has an operator who can sign in. */
  hasOperator(): Promise<boolean>;
  /** Takes in changes of the registry: members, and in a sandbox the people of the region file. */
  apply(changed: readonly RegistryObject[], deleted: readonly { kind: string; id: string }[]): Promise<void>;
  /** Deletes what has expired. */
  prune(): Promise<void>;
}
