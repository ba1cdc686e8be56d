import { rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { loadKey, loadOrCreateKey, type PrivateKey, replaceKey } from '../store/key-file.ts';
import type { KeyRing, RingState } from './key-ring.ts';

function filesIn(folder: string) {
  return {
    current: join(folder, 'token-signing.jwk'),
    next: join(folder, 'token-signing.next.jwk'),
    previous: join(folder, 'token-signing.previous.jwk'),
  };
}

/** What the files of a folder hold; undefined where there is no key yet. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function readRingFiles(folder: string): Promise<RingState | undefined> {
  const files = filesIn(folder);
  const current = await loadKey(files.current);
  const next = await loadKey(files.next);
  const previous = endingKey(await loadKey(files.previous));
  if (current === undefined) return undefined;
  return {
    current,
    // Who reads it publishes it anew: nobody knows for how long it was to be seen.
    next: next && { key: next, publishedAt: Date.now() },
    // Ended between the two halves of a switch: it is done again.
    previous: previous?.key.kid === current.kid ? undefined : previous,
  };
}

/**
 * Opens the ring of a folder, and makes its first key. Each step is one file that appears, or takes another's place, at
 * once, so that a process that ended between two steps finds one of the states that there are.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID` where a file holds something else
 */
export async function openFileRing(folder: string): Promise<KeyRing> {
  const files = filesIn(folder);
  let state = (await readRingFiles(folder)) ?? { current: await loadOrCreateKey(files.current) };
  return {
    state: () => state,
    isShared: false,
    refresh: async () => false,
    async publish(key) {
      await replaceKey(files.next, key);
      state = { ...state, next: { key, publishedAt: Date.now() } };
      return true;
    },
    async switchOver(oldUntil) {
      const { current, next } = state;
      if (next === undefined) return false;
      const ending: EndingFile = { ...current, exp: Math.ceil(oldUntil / 1000) };
      await replaceKey(files.previous, ending);
      await rename(files.next, files.current);
      state = { current: next.key, previous: { key: current, until: oldUntil } };
      return true;
    },
    async forgetPrevious() {
      await unlink(files.previous);
      state = { ...state, previous: undefined };
      return true;
    },
  };
}

type EndingFile = PrivateKey & { readonly exp?: number };

/** The file of a key that signs no more says in `exp` (seconds) until when it is published. */
function endingKey(stored: EndingFile | undefined): RingState['previous'] {
  if (stored === undefined) return undefined;
  const { exp, ...key } = stored;
  return { key, until: (exp ?? 0) * 1000 };
}
