import type { DocumentStore } from '@simpul/store';
import { INVITATIONS } from './collections.ts';
import { deleteExpired } from './delete-expired.ts';

/** A link that lets a person in, once. */
export type InvitationRow = {
  /** Digest of the token in the link. */
  readonly id: string;
  readonly person: string;
  /** Id of the person who invites; null where a client does. */
  readonly invitedBy: string | null;
  /** Whether it makes the first operator, and so ends when there is one. */
  readonly first: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly usedAt: number | null;
};

/** More than one person ever has at once: every new one takes the place of the others. */
const AT_ONCE = 100;

export interface InvitationRows {
  add(row: InvitationRow): Promise<void>;
  get(id: string): Promise<InvitationRow | undefined>;
  /** Of any number of uses at once exactly one is answered true. */
  use(id: string, now: number): Promise<boolean>;
  /** Deletes those of a person. */
  withdraw(person: string): Promise<void>;
  prune(now: number): Promise<void>;
}

export function openInvitations(store: DocumentStore): InvitationRows {
  const rows = store.collection<InvitationRow>(INVITATIONS);
  return {
    add: (row) => rows.insert(row),
    get: (id) => rows.get(id),
    use: (id, now) => rows.update(id, { usedAt: now }, { usedAt: null }),
    async withdraw(person) {
      await rows.deleteMany({ where: { person } }, AT_ONCE);
    },
    prune: (now) => deleteExpired(rows, 'expiresAt', now),
  };
}
