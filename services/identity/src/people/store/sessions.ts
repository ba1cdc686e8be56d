import type { DocumentStore } from '@simpul/store';
import type { Means } from '../sessions/session.ts';
import { SESSIONS } from './collections.ts';
import { deleteExpired } from './delete-expired.ts';

/** A session as stored. */
export type SessionRow = {
  /** Digest of its token. */
  readonly id: string;
  readonly person: string;
  readonly stage: 'enrolment' | 'signed-in';
  readonly means: Means;
  readonly agent: string;
  /** Era of the person in which it began. */
  readonly era: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly seenAt: number;
  readonly endsAt: number;
};

/** Rows of one person that are looked at or deleted at once: the most that hold, and some that a race let in. */
const OF_ONE = 200;

export interface SessionRows {
  add(row: SessionRow): Promise<void>;
  get(id: string): Promise<SessionRow | undefined>;
  /** Those of a person, newest first. */
  of(person: string): Promise<SessionRow[]>;
  seen(id: string, now: number): Promise<void>;
  /** @returns how many there were. */
  delete(ids: readonly string[]): Promise<number>;
  prune(now: number): Promise<void>;
}

export function openSessions(store: DocumentStore): SessionRows {
  const rows = store.collection<SessionRow>(SESSIONS);
  return {
    add: (row) => rows.insert(row),
    get: (id) => rows.get(id),
    of: (person) => rows.find({ where: { person }, orderBy: 'startedAt', direction: 'descending', limit: OF_ONE }),
    async seen(id, now) {
      await rows.update(id, { seenAt: now });
    },
    delete: (ids) => rows.deleteEach(ids),
    prune: (now) => deleteExpired(rows, 'endsAt', now),
  };
}
