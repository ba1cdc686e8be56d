import type { CollectionSpec, Document } from '@simpul/store';

/** What is known of an exchange before it is dispatched: the members of its leaf, and what stands beside the leaf. */
export type LeafMembers = { readonly [member: string]: string | number | LeafMembers | readonly string[] };

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
  /** `{jkt}.{jti}` of the DPoP proof. */
  readonly proof?: string;
  readonly leaf: LeafMembers;
  readonly sideCar: LeafMembers;
}

export const INTENTS: CollectionSpec = { name: 'intents', unique: ['proof'], indexes: [['state', 'due']] };
/** Format of the exchange's store; raised when rows change their meaning. */
export const STORE_FORMAT = 1;
