import type { LeafWriter } from '@simpul/bus';
import type { Matter } from '@simpul/contracts';
import type { Replays } from '../store/replays.ts';
import type { RegisteredKey } from './domain/merge-keys.ts';
import type { KeyRecords } from './store/key-records.ts';
import type { KeyRequests } from './store/key-requests.ts';

/** What acts on keys work with. */
export interface KeyDeps {
  readonly records: KeyRecords;
  readonly requests: KeyRequests;
  readonly replays: Pick<Replays, 'note'>;
  readonly leaves: Pick<LeafWriter, 'write'>;
  /** Ends every token of a client that was issued until now. */
  readonly deny: (client: string) => Promise<void>;
  readonly issuer: string;
  /** X-Road instance of this bus; undefined before the registry was heard. */
  readonly instance: () => string | undefined;
  /** Keys of a subsystem that the registry or the sandbox gives; undefined where it has no token link. */
  readonly registered: (subsystem: string) => Promise<readonly RegisteredKey[] | undefined>;
  /** What an act on a subsystem is about. */
  readonly matterOf: (subsystem: string) => Matter;
}

/** Keys in use at once, of one subsystem; PublicJwk lists of the registry hold as many. */
export const MAX_KEYS = 16;
/** Records of keys that have ended, of one subsystem; the longest ended is forgotten first. */
export const MAX_ENDED = 32;
/** Requests that wait for a decision: for one subsystem, and for all. */
export const MAX_OPEN_REQUESTS = { subsystem: 5, all: 500 } as const;
/** Days that a key may go on beside the one that replaces it. */
export const MAX_OVERLAP_DAYS = 90;
/** Requests in one answer. */
export const MAX_LISTED = 200;
