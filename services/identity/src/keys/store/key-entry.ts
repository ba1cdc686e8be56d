import type { KeyRequest } from '@simpul/contracts';
import type { KeyRecord } from '../domain/merge-keys.ts';

/** What becomes of one key of a subsystem: a record in place of the one before, or none any more. */
export type KeyStep = {
  readonly subsystem: string;
  readonly kid: string;
  readonly record?: KeyRecord;
};

/** Changes that take effect together. */
export type KeyEntry = {
  readonly steps: readonly KeyStep[];
  /** The request that is decided by them. */
  readonly request?: Verdict & { readonly id: string };
};

/** What became of a request. */
export type Verdict = {
  readonly state: Exclude<KeyRequest['state'], 'open'>;
  readonly decidedBy: string;
  /** Milliseconds since the Unix epoch. */
  readonly decidedAt: number;
  readonly reason?: string;
};
