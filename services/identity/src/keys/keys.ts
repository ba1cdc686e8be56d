import type { Actor, KeyRequest, SubsystemKey } from '@simpul/contracts';

/** A wish for a key, as it comes in. */
export interface KeyWish {
  /** `CLASS/MEMBER/SUBSYSTEM`. */
  readonly subsystem: string;
  /** Public; judged here. */
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly note?: string | undefined;
}

/**
 * Keys of subsystems and requests for them: what the API and the pages call. Every change is a leaf before it takes effect.
 * All methods throw SimpulError: `SIMPUL_KEY_*`, `SIMPUL_RECORD_UNAVAILABLE` where its leaf cannot be written, `SIMPUL_STORE_*`.
 */
export interface Keys {
  /** All keys of a subsystem, for itself and `key:read`. */
  listKeys(subsystem: string, actor: Actor): Promise<{ subsystem: string; keys: SubsystemKey[] }>;
  /** Adds a key that the subsystem itself holds. */
  addKey(params: {
    readonly subsystem: string;
    readonly jwk: Readonly<Record<string, unknown>>;
    readonly proof: string;
    readonly replaces?: { readonly kid: string; readonly until: number } | undefined;
    readonly actor: Actor;
  }): Promise<SubsystemKey>;
  /** Revokes a key for good (`key:revoke`). */
  revokeKey(params: {
    readonly subsystem: string;
    readonly kid: string;
    readonly reason: string;
    readonly actor: Actor;
  }): Promise<SubsystemKey>;
  /** Asks that a key be added (`key:request`). */
  requestKey(wish: KeyWish, actor: Actor): Promise<KeyRequest>;
  /** Requests that the actor may see, newest first, at most 200. */
  listRequests(actor: Actor, state?: KeyRequest['state']): Promise<KeyRequest[]>;
  /** Decides on a request (`key:decide`), never on the own one. */
  decide(params: {
    readonly id: string;
    readonly decision: 'approve' | 'refuse';
    readonly reason?: string | undefined;
    readonly actor: Actor;
  }): Promise<KeyRequest>;
}
