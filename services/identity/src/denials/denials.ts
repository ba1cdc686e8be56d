import { type identityChanges, type Params, type Result, TOKEN_MAX_S } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import { createTurns } from '../domain/in-turn.ts';
import { createJournal } from '../store/journal.ts';

/** Tokens of `of` that were issued at `before` (seconds) or earlier are over. */
type Entry = { readonly of: string; readonly before: number };

/** Where denials are stored, as a journal: a follower that was told one was told all before it. */
export const DENIALS: CollectionSpec = { name: 'denialJournal' };
/** Milliseconds that a denial is kept beyond the end of every token that it hits, for clocks that differ. */
const CLOCKS_MS = 60_000;

/** The denylist: tokens are JWT and cannot be revoked, so whoever acts on them is told which are over (design 04). */
export interface Denials {
  /**
   * Refuses every token issued until now whose `client_id` or `sub` is `id`: durable, and in force everywhere within two
   * seconds. Call it after the right itself is gone, so that no new token is given.
   * @throws SimpulError `SIMPUL_STORE_*`
   */
  deny(id: string): Promise<void>;
  /** Whether a token issued at this time (seconds) for this id is refused: a new one must wait a second. */
  hits(id: string, issuedAt: number): Promise<boolean>;
  /** Denials after a revision, oldest first. */
  changes(params: Params<typeof identityChanges>): Promise<Result<typeof identityChanges>>;
  /** Deletes those that no living token could meet. */
  prune(): Promise<void>;
}

/** Opens the denylist. @param announce - wakes those who follow it; they look each second anyway */
export async function openDenials(store: DocumentStore, announce: () => void): Promise<Denials> {
  const inTurn = createTurns();
  /** Those that a living token could meet, in order, with their numbers. */
  let kept: (Entry & { readonly revision: number })[] = [];
  const before = new Map<string, number>();

  function note({ of, before: moment }: Entry): void {
    before.set(of, Math.max(moment, before.get(of) ?? 0));
  }

  const journal = createJournal<Entry>(store.collection(DENIALS), ({ of, before: moment }, revision) => {
    kept.push({ of, before: moment, revision });
    note({ of, before: moment });
  });
  await journal.refresh();

  return {
    async deny(id) {
      await inTurn(async () => {
        const entry = { of: id, before: Math.floor(Date.now() / 1000) };
        // First here, so that this process gives no token that would be refused elsewhere.
        note(entry);
        await journal.add(entry);
      });
      announce();
    },
    async hits(id, issuedAt) {
      await journal.refresh();
      return issuedAt <= (before.get(id) ?? -1);
    },
    async changes({ since, limit }) {
      const last = await journal.refresh();
      // Who was told of more than there is follows another store, or one that was restored: from the start.
      const known = since > last ? 0 : since;
      const found = kept.filter(({ revision }) => revision > known);
      const page = found.slice(0, limit);
      return {
        revision: page.at(-1)?.revision ?? last,
        denials: page.map((one) => ({ id: one.of, before: one.before })),
        more: found.length > limit,
      };
    },
    async prune() {
      const end = (Date.now() - TOKEN_MAX_S * 1000 - CLOCKS_MS) / 1000;
      for (const [id, moment] of before) if (moment < end) before.delete(id);
      const first = kept.findIndex((one) => one.before >= end);
      const [oldest, newest] = [kept[first], kept.at(-1)];
      kept = first === -1 ? [] : kept.slice(first);
      const left = oldest ?? newest;
      if (left !== undefined) await journal.dropBefore(left.revision);
    },
  };
}
