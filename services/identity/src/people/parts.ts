import type { MemberRegions } from './domain/grants.ts';
import type { Secrets } from './domain/secrets.ts';
import type { WritePeopleEntry } from './people-log.ts';
import type { RelyingParty } from './relying-party.ts';
import type { InvitationRows } from './store/invitations.ts';
import type { Operators } from './store/operators.ts';
import type { Persons } from './store/persons.ts';
import type { SessionRows } from './store/sessions.ts';
import type { TryCounter } from './store/tries.ts';
import type { Upstreams } from './store/upstreams.ts';

/** What everything about people is made of. */
export interface PeopleParts {
  readonly publicUrl: string;
  readonly persons: Persons;
  readonly invitations: InvitationRows;
  readonly sessions: SessionRows;
  readonly operators: Operators;
  readonly tries: TryCounter;
  readonly upstreams: Upstreams;
  readonly secrets: Secrets;
  readonly relyingParty: RelyingParty;
  readonly members: MemberRegions;
  readonly log: WritePeopleEntry;
  /** Refuses the tokens that a person or client holds now. */
  readonly deny: (id: string) => Promise<void>;
  /** Told each time that somebody has become an operator of the whole region. */
  readonly onOperator: () => Promise<void>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}
