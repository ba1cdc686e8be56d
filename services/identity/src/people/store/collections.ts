import type { CollectionSpec } from '@simpul/store';

/** One person a document (`domain/person.ts`). */
export const PERSONS: CollectionSpec = { name: 'persons', unique: ['emailKey'], indexes: [['status']] };
export const INVITATIONS: CollectionSpec = { name: 'invitations', indexes: [['person'], ['expiresAt']] };
export const SESSIONS: CollectionSpec = { name: 'sessions', indexes: [['person', 'startedAt'], ['endsAt']] };
/** Tries to sign in with a code. */
export const TRIES: CollectionSpec = { name: 'tries', indexes: [['expiresAt']] };
/** Whose identity at the region's own OpenID provider is whose. */
export const UPSTREAMS: CollectionSpec = { name: 'upstreams', indexes: [['person']] };
/** The roster of operators, one document. */
export const OPERATORS: CollectionSpec = { name: 'operators' };

export const PEOPLE_COLLECTIONS: readonly CollectionSpec[] = [
  PERSONS,
  INVITATIONS,
  SESSIONS,
  TRIES,
  UPSTREAMS,
  OPERATORS,
];
