import type { Logger } from '@simpul/telemetry';
import type { JWK } from 'jose';

/** Milliseconds after which keys at an address are fetched anew. */
const REFRESH_MS = 3_600_000;
/** Milliseconds between two attempts, whatever asks for them: a forged `kid` costs a client's server a call a minute at most. */
const RETRY_MS = 60_000;
/** Milliseconds for which the last good keys serve while the address gives none. */
const KEEP_MS = 86_400_000;

export interface RemoteKeysOptions {
  /** Gets and reads the keys of a subsystem. @throws Error that says why there are none */
  readonly fetch: (id: string, address: string) => Promise<readonly JWK[]>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** Keys that subsystems keep at addresses of their own (`jwksUri`). */
export interface RemoteKeys {
  /**
   * The keys of a subsystem as last fetched, which waits for another look where they are old or the wanted one is not among
   * them; none where none could be had for a day.
   */
  keysOf(
    subsystem: { readonly id: string; readonly address: string },
    kid: string | undefined,
  ): Promise<readonly JWK[]>;
  /** Forgets a subsystem's keys. */
  forget(id: string): void;
}

interface Entry {
  readonly address: string;
  keys: readonly JWK[];
  fetchedAt: number;
  triedAt: number;
  fetching: Promise<void> | undefined;
}

/** There are as many entries as subsystems with an address: what is asked for is registered. */
export function createRemoteKeys({ fetch, now, logger }: RemoteKeysOptions): RemoteKeys {
  const entries = new Map<string, Entry>();

  function entryOf(id: string, address: string): Entry {
    const known = entries.get(id);
    if (known?.address === address) return known;
    const made = { address, keys: [], fetchedAt: -Infinity, triedAt: -Infinity, fetching: undefined };
    entries.set(id, made);
    return made;
  }

  async function refresh(id: string, entry: Entry): Promise<void> {
    entry.triedAt = now();
    try {
      entry.keys = await fetch(id, entry.address);
      entry.fetchedAt = now();
    } catch (err) {
      if (now() - entry.fetchedAt > KEEP_MS) entry.keys = [];
      logger.warn({ err, subsystem: id, kept: entry.keys.length }, 'the keys of a subsystem could not be fetched');
    } finally {
      entry.fetching = undefined;
    }
  }

  return {
    async keysOf({ id, address }, kid) {
      const entry = entryOf(id, address);
      const isKnown = kid === undefined ? entry.keys.length > 0 : entry.keys.some((key) => key.kid === kid);
      const isDue = !isKnown || now() - entry.fetchedAt > REFRESH_MS;
      if (isDue && entry.fetching === undefined && now() - entry.triedAt > RETRY_MS)
        entry.fetching = refresh(id, entry);
      if (isDue) await entry.fetching;
      return entry.keys;
    },
    forget: (id) => void entries.delete(id),
  };
}
