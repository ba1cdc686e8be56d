import type { LeafMembers } from '@simpul/bus';
import type { CollectionSpec, Document } from '@simpul/store';

/**
 * The journal's row of one exchange (design 03 step 6), or of a refusal whose leaf is still to be sent.
 *
 * `open` and `denied` rows owe the log a leaf; `settled` rows only keep their unique keys for a while.
 */
export interface Intent extends Document {
  readonly id: string;
  readonly state: 'open' | 'denied' | 'settled';
  /** `open`: deadline of the exchange. `settled`: when the row may be dropped. Milliseconds since the epoch. */
  readonly due: number;
  /** The node that began it, and its start; rows of older releases name none. */
  readonly node?: string;
  readonly boot?: string;
  /** `{jkt}.{jti}` of the DPoP proof. */
  readonly proof?: string;
  /** `{keyid}.{nonce}` of the request's signature. */
  readonly nonce?: string;
  /** The idempotency key as `domain/idempotency.ts` writes it; null once it was given back. */
  readonly idempotency?: string | null;
  /** Which request the idempotency key was used for. */
  readonly fingerprint?: string;
  /** Status with which the exchange ended; only beside an idempotency key. */
  readonly status?: number;
  /** What is known before the dispatch: the members of its leaf, and what stands beside the leaf. */
  readonly leaf: LeafMembers;
  readonly sideCar: LeafMembers;
}

export const INTENTS: CollectionSpec = {
  name: 'intents',
  unique: ['proof', 'nonce', 'idempotency'],
  indexes: [['state', 'due']],
};
/** Format of the exchange's store; raised when rows change their meaning. */
export const STORE_FORMAT = 1;
