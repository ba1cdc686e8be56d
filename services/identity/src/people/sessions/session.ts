import type { Person } from '../domain/person.ts';

export const MEANS = ['invitation', 'passkey', 'totp', 'recovery-code', 'upstream'] as const;
export type Means = (typeof MEANS)[number];

/** A session of a browser, as it is shown. */
export interface SessionView {
  /** Digest of its token: a name, not a key. */
  readonly id: string;
  readonly person: string;
  readonly means: Means;
  /** What the browser calls itself, cut short. */
  readonly agent: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly seenAt: number;
  readonly endsAt: number;
}

/** A session that holds, and whose it is. */
export interface Session extends Omit<SessionView, 'person'> {
  readonly person: Person;
  /** `enrolment`: let in by an invitation, only to set up a means of signing in. */
  readonly stage: 'enrolment' | 'signed-in';
  /** Goes into every form of this session, and is checked with `isFormToken`. */
  readonly formToken: string;
}

/** A session that has just begun: its token goes into the cookie and is never seen again. */
export interface SignedIn {
  readonly token: string;
  readonly session: Session;
}
