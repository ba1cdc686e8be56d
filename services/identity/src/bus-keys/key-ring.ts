import { rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { loadKey, loadOrCreateKey, type PrivateKey, replaceKey } from '../store/key-file.ts';

/** The keys that sign access tokens: one that does, and while they change one more that is published beside it. */
export interface KeyRing {
  /** All that are published; the first one signs. */
  keys(): readonly [PrivateKey, ...PrivateKey[]];
  /** Published, and not yet signed with. */
  next(): PrivateKey | undefined;
  /** Signed with no more, and published until `until` (milliseconds) for the tokens that it signed. */
  previous(): { readonly key: PrivateKey; readonly until: number } | undefined;
  publish(key: PrivateKey): Promise<void>;
  /** Signs with the next key from now on. */
  switchTo(next: PrivateKey, oldUntil: number): Promise<void>;
  forgetPrevious(): Promise<void>;
}

/**
 * Opens the ring of a folder, and makes its first key. Each step is one file that appears, or takes another's place, at
 * once, so that a process that ended between two steps finds one of the states that there are.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where a file holds something else
 */
export async function openKeyRing(folder: string): Promise<KeyRing> {
  const files = {
    current: join(folder, 'token-signing.jwk'),
    next: join(folder, 'token-signing.next.jwk'),
    previous: join(folder, 'token-signing.previous.jwk'),
  };
  let current = await loadOrCreateKey(files.current);
  let next = await loadKey(files.next);
  let previous = endingKey(await loadKey(files.previous));
  // Ended between the two halves of a switch: it is done again.
  if (previous?.key.kid === current.kid) previous = undefined;

  return {
    keys: () => [current, ...(next === undefined ? [] : [next]), ...(previous === undefined ? [] : [previous.key])],
    next: () => next,
    previous: () => previous,
    async publish(key) {
      await replaceKey(files.next, key);
      next = key;
    },
    async switchTo(key, oldUntil) {
      const ending: EndingFile = { ...current, exp: Math.ceil(oldUntil / 1000) };
      await replaceKey(files.previous, ending);
      await rename(files.next, files.current);
      [current, next, previous] = [key, undefined, { key: current, until: oldUntil }];
    },
    async forgetPrevious() {
      await unlink(files.previous);
      previous = undefined;
    },
  };
}

type EndingFile = PrivateKey & { readonly exp?: number };

/** The file of a key that signs no more says in `exp` (seconds) until when it is published. */
function endingKey(stored: EndingFile | undefined): { readonly key: PrivateKey; readonly until: number } | undefined {
  if (stored === undefined) return undefined;
  const { exp, ...key } = stored;
  return { key, until: (exp ?? 0) * 1000 };
}
