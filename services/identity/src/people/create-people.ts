import { setTimeout as sleep } from 'node:timers/promises';
import type { LeafWriter } from '@simpul/bus';
import type { DocumentStore } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import { createRateLimiter } from '../domain/rate-limiter.ts';
import type { Replays } from '../store/replays.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import { createSecrets } from './domain/secrets.ts';
import { createEnrolment } from './enrolment/create-enrolment.ts';
import { createInvitations } from './invitations/create-invitations.ts';
import { createOperatorSearch } from './invitations/first-operator.ts';
import { createRegionPeople } from './invitations/region-people.ts';
import { SIGN_IN_LIMIT } from './limits.ts';
import type { PeopleParts } from './parts.ts';
import type { People } from './people.ts';
import { createPeopleLog } from './people-log.ts';
import { MemberDirectory } from './registry-view.ts';
import { createRelyingParty } from './relying-party.ts';
import { createSessions } from './sessions/create-sessions.ts';
import { createSignIn } from './sign-in/create-sign-in.ts';
import { createUpstreamLinks } from './sign-in/link-upstream.ts';
import { openInvitations } from './store/invitations.ts';
import { openOperators } from './store/operators.ts';
import { openPersons } from './store/persons.ts';
import { openSessions } from './store/sessions.ts';
import { openTries } from './store/tries.ts';
import { openUpstreams } from './store/upstreams.ts';

export interface PeopleOptions {
  /** Where the bus is reached from outside; its host is what passkeys are made for. */
  readonly publicUrl: string;
  /** Only in a sandbox the people of the region file are invited. */
  readonly mode: 'sandbox' | 'production';
  /** Opened with `PEOPLE_COLLECTIONS` among its collections. */
  readonly store: DocumentStore;
  readonly replays: Pick<Replays, 'note'>;
  /** 32 bytes, the same for every process on this store. */
  readonly secret: Uint8Array;
  readonly writer: Pick<LeafWriter, 'write'>;
  /** Refuses the tokens that a person or client holds now. */
  readonly deny: (id: string) => Promise<void>;
  /** Told each time that somebody has become an operator of the whole region. */
  readonly onOperator: () => Promise<void>;
  /** Does a piece of work unless another process is at it. */
  readonly inviteAlone: (work: () => Promise<void>) => Promise<boolean>;
  readonly logger: Logger;
  /** Milliseconds of a clock that never goes back, for limits. */
  readonly monotonic: () => number;
  /** Milliseconds since the Unix epoch; the process's own clock by default. */
  readonly now?: () => number;
  /** Waits for milliseconds, before a failed sign-in is answered. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Puts together everything about people. */
export function createPeople(options: PeopleOptions): People {
  const { publicUrl, mode, store, replays, logger, monotonic, now = Date.now, pause = sleep } = options;
  const persons = openPersons(store);
  const secrets = createSecrets(options.secret);
  const members = new MemberDirectory();
  const noteUse = (id: string, expiresAt: number) => replays.note(id, expiresAt);
  const parts: PeopleParts = {
    publicUrl,
    persons,
    invitations: openInvitations(store),
    sessions: openSessions(store),
    operators: openOperators(store, persons),
    tries: openTries(store),
    upstreams: openUpstreams(store),
    secrets,
    relyingParty: createRelyingParty({ publicUrl, secrets, noteUse, now }),
    members,
    log: createPeopleLog(options.writer),
    deny: options.deny,
    onOperator: options.onOperator,
    now,
  };
  const hasOperator = createOperatorSearch(persons);
  const keeper = createSessions(parts);
  const invitations = createInvitations({ ...parts, keeper, hasOperator });
  const regionPeople = createRegionPeople({ persons, invitations, alone: options.inviteAlone, logger });
  const sourceLimit = createRateLimiter({ ...SIGN_IN_LIMIT, now: monotonic });
  return {
    invitations,
    accounts: createAccounts({ ...parts, keeper }),
    enrolment: createEnrolment({ ...parts, keeper }),
    signIn: createSignIn({ ...parts, keeper, sourceLimit, pause }),
    sessions: keeper,
    upstreamLinks: createUpstreamLinks(parts),
    hasOperator,
    async apply(changed, deleted) {
      members.apply(changed, deleted);
      if (mode === 'sandbox') await regionPeople.apply(changed);
    },
    async prune() {
      const time = now();
      for (const rows of [parts.invitations, parts.sessions, parts.tries]) await rows.prune(time);
      await regionPeople.retry();
    },
  };
}
