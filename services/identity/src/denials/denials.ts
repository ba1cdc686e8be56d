import { type identityChanges, type Params, type Result, TOKEN_MAX_S } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import { createTurns } from '../domain/in-turn.ts';

/** Tokens of `id` that were issued at `before` (seconds) or earlier are over. Revisions only grow. */
type Row = { readonly id: string; readonly before: number; readonly revision: number };

/** Where denials are stored. */
export const DENIALS: CollectionSpec = { name: 'denials', indexes: [['revision']] };
/** Milliseconds that a denial is kept beyond the end of every token that it hits, for clocks that differ. */
const CLOCKS_MS = 60_000;
const PAGE = 1000;

/** The denylist: tokens are JWT and cannot be revoked, so whoever acts on them is told which are over (design 04). */
export interface Denials {
  /**
   * Refuses every token issued until now whose `client_id` or `sub` is `id`: durable, and in force everywhere within two
   * seconds. Call it after the right itself is gone, so that no new token is given.
   * @throws SimpulError `SIMPUL_STORE_*`
   */
  deny(id: string): Promise<void>;
  /** Whether a token issued at this time (seconds) for one of these ids is refused: a new one must wait a second. */
  hits(ids: readonly string[], issuedAt: number): boolean;
  /** Denials after a revision, oldest first. */
  changes(params: Params<typeof identityChanges>): Promise<Result<typeof identityChanges>>;
  /** Deletes those that no living token could meet. */
  prune(): Promise<void>;
}

/** Opens the denylist. @param announce - wakes those who follow it */
export async function openDenials(store: DocumentStore, announce: () => Promise<void>): Promise<Denials> {
  const rows = store.collection<Row>(DENIALS);
  const inTurn = createTurns();
  const before = new Map<string, number>();
  let latest = 0;
  for (let page: Row[] = [], more = true; more; more = page.length === PAGE) {
    page = await after(latest, PAGE);
    for (const row of page) before.set(row.id, row.before);
    latest = page.at(-1)?.revision ?? latest;
  }

  function after(revision: number, limit: number): Promise<Row[]> {
    return rows.find({ range: { member: 'revision', atLeast: revision + 1 }, orderBy: 'revision', limit });
  }

  return {
    async deny(id) {
      await inTurn(async () => {
        const now = Date.now();
        const row = { id, before: Math.floor(now / 1000), revision: Math.max(now, latest + 1) };
        // First here, so that identity gives no token that would be refused elsewhere.
        before.set(id, row.before);
        await rows.put(row);
        latest = row.revision;
      });
      await announce();
    },
    hits: (ids, issuedAt) => ids.some((id) => issuedAt <= (before.get(id) ?? -1)),
    async changes({ since, limit }) {
      const found = await after(since, limit + 1);
      const page = found.slice(0, limit);
      return {
        revision: page.at(-1)?.revision ?? since,
        denials: page.map((row) => ({ id: row.id, before: row.before })),
        more: found.length > limit,
      };
    },
    async prune() {
      const end = Date.now() - TOKEN_MAX_S * 1000 - CLOCKS_MS;
      for (const [id, moment] of before) if (moment * 1000 < end) before.delete(id);
      // The newest stays: a revision must not come twice.
      const old = { member: 'revision', below: Math.min(end, latest) } as const;
      for (let deleted = PAGE; deleted === PAGE;) deleted = await rows.deleteMany({ range: old }, PAGE);
    },
  };
}
