import type { Grant } from '@simpul/contracts';

/** A person as the authorization server sees one: active, with what he or she may do now. */
export interface KnownPerson {
  readonly id: string;
  readonly grants: readonly Grant[];
}

/** A session of a person in a browser (design 04). Times are seconds since the Unix epoch. */
export interface KnownSession {
  readonly id: string;
  readonly personId: string;
  readonly signedInAt: number;
  readonly endsAt: number;
}

/** What the authorization server needs to know of people; all of it is asked for anew at each step. */
export interface PeopleDirectory {
  /** @returns undefined unless the person is active. */
  findPerson(id: string): Promise<KnownPerson | undefined>;
  /** By the value of the session's cookie; undefined once it has ended, for whatever reason. */
  findSessionByCookie(value: string): Promise<KnownSession | undefined>;
  /** As above, by id; whoever finds it has used it, so it is not idle. */
  findSession(id: string): Promise<KnownSession | undefined>;
}
