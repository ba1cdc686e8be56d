import { type Denial, identityChanged, identityChanges, TOKEN_MAX_S } from '@simpul/contracts';
import type { Bus, BusClient } from './bus.ts';
import { AUTHORITY_MAX_AGE_MS, createFollower } from './follower.ts';
import type { KeptSnapshot } from './snapshots/kept-snapshot.ts';
import { createSnapshotFile } from './snapshots/snapshot-file.ts';

/** Denials in one answer. */
const PAGE = 2000;
/** Seconds that a denial is kept beyond the end of every token that it hits, for clocks that differ. */
const CLOCKS_S = 60;

/** What of a token a denial is held against. */
export interface DeniableToken {
  readonly clientId: string;
  readonly subject: string;
  /** Seconds since the Unix epoch. */
  readonly issuedAt: number;
}

/** This process's copy of the denylist: which tokens are over although they have not expired (design 04). */
export interface Denylist {
  /** Pulls once and, if that succeeds, again each second. @throws SimpulError when the first pull fails. */
  start(): Promise<void>;
  stop(): void;
  denies(token: DeniableToken): boolean;
  /** Milliseconds since identity was last heard; Infinity before. */
  age(): number;
  /** Whether identity was silent for so long that no token can be believed. */
  isStale(): boolean;
}

export interface DenylistOptions {
  /** Told when a pull fails; the denylist goes on. */
  readonly onFailure: (error: unknown) => void;
  /** A minute by default. */
  readonly authorityMaxAgeMs?: number | undefined;
  /** Where it is kept for a start without identity; absent: nowhere. */
  readonly kept?: KeptSnapshot | undefined;
}

/** Follows identity's denials. It holds one number for each id, and drops those that no living token could meet. */
export function followDenylist(bus: Bus, client: BusClient, options: DenylistOptions): Denylist {
  const { onFailure, authorityMaxAgeMs = AUTHORITY_MAX_AGE_MS, kept } = options;
  const file = kept && createSnapshotFile<Denial>(kept.file, onFailure);
  const before = new Map<string, number>();
  let revision = 0;

  function forgetOld(): void {
    const oldest = Math.floor(Date.now() / 1000) - TOKEN_MAX_S - CLOCKS_S;
    for (const [id, moment] of before) if (moment < oldest) before.delete(id);
  }

  function note(denials: readonly Denial[]): void {
    for (const denial of denials) before.set(denial.id, Math.max(denial.before, before.get(denial.id) ?? 0));
  }

  const follower = createFollower(bus, {
    announcement: identityChanged,
    async pull() {
      const askedAt = Date.now();
      for (let more = true; more;) {
        const answer = await client.call(identityChanges, { since: revision, limit: PAGE });
        note(answer.denials);
        revision = answer.revision;
        more = answer.more;
      }
      forgetOld();
      file?.keep(askedAt, revision, () => [...before].map(([id, moment]) => ({ id, before: moment })));
    },
    async restore() {
      const found = await file?.read(kept?.maxAgeMs ?? 0);
      if (found === undefined) return undefined;
      note(found.items);
      ({ revision } = found);
      return found.ageMs;
    },
    onFailure,
  });

  const hits = (id: string, issuedAt: number): boolean => issuedAt <= (before.get(id) ?? -1);
  return {
    start: () => follower.start(),
    stop: () => follower.stop(),
    denies: ({ clientId, subject, issuedAt }) =>
      before.size > 0 && (hits(clientId, issuedAt) || hits(subject, issuedAt)),
    age: () => follower.age(),
    isStale: () => follower.age() > authorityMaxAgeMs,
  };
}
