import Type, { type Static } from 'typebox';
import { Closed, defineAction } from './action.ts';
import { ROLES } from './duties.ts';
import { Instant } from './identifiers.ts';
import { Actor } from './identity.ts';

/** Most roles that one person holds. */
export const MAX_GRANTS = 8;
/** Characters of a scope: `CLASS/CODE`, or a Kemendagri code. */
const MAX_SCOPE_LENGTH = 201;
/** Characters of an address of e-mail (RFC 5321, 4.5.3.1.3). */
const MAX_EMAIL_LENGTH = 254;

/** A role and the part of the region that it is for. */
export const GrantedRole = Closed({
  role: Type.Enum([...ROLES]),
  scope: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_SCOPE_LENGTH })),
});
export type GrantedRole = Static<typeof GrantedRole>;
const Grants = Type.Array(GrantedRole, { maxItems: MAX_GRANTS });

const Email = Type.String({ pattern: String.raw`^[^\s@<>]{1,64}@[^\s@<>]{1,189}$`, maxLength: MAX_EMAIL_LENGTH });
const Name = Type.String({ pattern: String.raw`^[^\u0000-\u001f\u007f]+$`, maxLength: 100 });
const PersonId = Type.String({ pattern: '^[0-9a-f-]{36}$' });

export const LANGUAGES = ['id', 'en'] as const;
export const PERSON_STATES = ['invited', 'active', 'removed'] as const;

/** A person as those see whom the table of duties lets look. */
export const AccountView = Closed({
  /** UUIDv7. */
  id: PersonId,
  /** Absent where none was given, and once the person was removed. */
  email: Type.Optional(Email),
  name: Type.Optional(Name),
  language: Type.Enum([...LANGUAGES]),
  grants: Grants,
  status: Type.Enum([...PERSON_STATES]),
  createdAt: Instant,
});
export type AccountView = Static<typeof AccountView>;

/** People in the order in which they were invited. A page can be short, or empty, and more follow all the same. */
export const identityPeople = defineAction({
  name: 'identity.people',
  params: Closed({
    actor: Actor,
    limit: Type.Integer({ minimum: 1, maximum: 200 }),
    cursor: Type.Optional(PersonId),
    role: Type.Optional(Type.Enum([...ROLES])),
    status: Type.Optional(Type.Enum([...PERSON_STATES])),
  }),
  result: Closed({ people: Type.Array(AccountView), next: Type.Optional(PersonId) }),
  callers: ['gateway'],
  deadlineMs: 10_000,
  idempotent: true,
});

export const identityPerson = defineAction({
  name: 'identity.person',
  params: Closed({ actor: Actor, id: PersonId }),
  result: AccountView,
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/**
 * Whom to invite. Who was invited already, by the address, and has not signed in gets a new link in place of the old one,
 * and keeps roles where none are named.
 */
export const Invitation = Closed({
  email: Type.Optional(Email),
  name: Type.Optional(Name),
  language: Type.Optional(Type.Enum([...LANGUAGES])),
  grants: Type.Optional(Type.Array(GrantedRole, { minItems: 1, maxItems: MAX_GRANTS })),
});
export type Invitation = Static<typeof Invitation>;

/** Invites a person; the link works once. */
export const identityInvite = defineAction({
  name: 'identity.invite',
  params: Closed({ actor: Actor, invitation: Invitation }),
  result: Closed({ person: AccountView, link: Type.String(), expiresAt: Instant }),
  callers: ['gateway'],
  deadlineMs: 15_000,
  idempotent: false,
});

/**
 * Gives a person these roles and takes away all others. `known`: those that the caller saw; where others are held by now,
 * nothing is changed.
 */
export const identityGrant = defineAction({
  name: 'identity.grant',
  params: Closed({ actor: Actor, id: PersonId, grants: Grants, known: Type.Optional(Grants) }),
  result: AccountView,
  callers: ['gateway'],
  deadlineMs: 15_000,
  idempotent: true,
});

/** Removes a person: sessions and tokens end, name and address are deleted. */
export const identityRemove = defineAction({
  name: 'identity.remove',
  params: Closed({ actor: Actor, id: PersonId }),
  result: AccountView,
  callers: ['gateway'],
  deadlineMs: 15_000,
  idempotent: true,
});

/** Ends all sessions of a person. */
export const identityEndSessions = defineAction({
  name: 'identity.endSessions',
  params: Closed({ actor: Actor, id: PersonId }),
  result: Closed({ ended: Type.Integer({ minimum: 0 }) }),
  callers: ['gateway'],
  deadlineMs: 10_000,
  idempotent: true,
});
