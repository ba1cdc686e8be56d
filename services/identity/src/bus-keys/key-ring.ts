import type { PrivateKey } from '../store/key-file.ts';

/** Where the keys that sign access tokens stand: one does, and while they change one more is published beside it. */
export interface RingState {
  readonly current: PrivateKey;
  /** Published since `publishedAt` (milliseconds), and not yet signed with. */
  readonly next?: { readonly key: PrivateKey; readonly publishedAt: number } | undefined;
  /** Signed with no more, and published until `until` (milliseconds) for the tokens that it signed. */
  readonly previous?: { readonly key: PrivateKey; readonly until: number } | undefined;
}

/**
 * The keys that sign access tokens, in the files of a process alone or in a store that several share. Each change answers false
 * where another process was faster, and then changes nothing.
 */
export interface KeyRing {
  /** As last read. */
  state(): RingState;
  /** Whether other processes change it too. */
  readonly isShared: boolean;
  /** Takes in what others changed. @returns whether there was anything */
  refresh(): Promise<boolean>;
  publish(key: PrivateKey): Promise<boolean>;
  /** Signs with the next key from now on. */
  switchOver(oldUntil: number): Promise<boolean>;
  forgetPrevious(): Promise<boolean>;
}

/** All keys that are published; the first one signs. */
export function keysOf({ current, next, previous }: RingState): readonly [PrivateKey, ...PrivateKey[]] {
  return [current, ...(next === undefined ? [] : [next.key]), ...(previous === undefined ? [] : [previous.key])];
}
