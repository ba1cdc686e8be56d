import type { KeyRequest } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { JWK } from 'jose';

/** A request with the key that it is about. */
export type StoredRequest = KeyRequest & { readonly jwk: JWK };

/** Where requests for keys are stored. */
export const KEY_REQUESTS: CollectionSpec = {
  name: 'keyRequests',
  indexes: [['requestedAt'], ['state', 'requestedAt'], ['subsystem', 'state']],
};
/** Milliseconds that a request is kept, decided or not. */
export const REQUEST_KEPT_MS = 90 * 86_400_000;
const PRUNE_BATCH = 500;

export interface KeyRequests {
  insert(request: StoredRequest): Promise<void>;
  get(id: string): Promise<StoredRequest | undefined>;
  /** Open requests for one subsystem, or for all; at most `limit` are counted. */
  countOpen(limit: number, subsystem?: string): Promise<number>;
  /** Newest first. */
  list(limit: number, state?: KeyRequest['state']): Promise<StoredRequest[]>;
  /** Notes a decision, once. @returns false if the request is not open. */
  close(id: string, decision: Partial<StoredRequest>): Promise<boolean>;
  /** Deletes those that are too old, decided or not. */
  prune(now: number): Promise<void>;
}

/** Opens the store of requests. */
export function openKeyRequests(store: DocumentStore): KeyRequests {
  const rows = store.collection<StoredRequest>(KEY_REQUESTS);
  return {
    insert: (request) => rows.insert(request),
    get: (id) => rows.get(id),
    async countOpen(limit, subsystem) {
      const where = { state: 'open', ...(subsystem !== undefined && { subsystem }) } as const;
      return (await rows.find({ where, limit })).length;
    },
    list: (limit, state) =>
      rows.find({
        ...(state !== undefined && { where: { state } }),
        orderBy: 'requestedAt',
        direction: 'descending',
        limit,
      }),
    close: (id, decision) => rows.update(id, decision, { state: 'open' }),
    async prune(now) {
      await rows.deleteMany({ range: { member: 'requestedAt', below: now - REQUEST_KEPT_MS } }, PRUNE_BATCH);
    },
  };
}
