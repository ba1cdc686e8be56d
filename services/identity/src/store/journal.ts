import { isSimpulError, SimpulError, STORE } from '@simpul/errors';
import type { Collection, Document, JsonValue } from '@simpul/store';

/** An entry as it is stored; its id is its number, padded, so that ids are in the order of numbers. */
export type JournalRow<E> = E & Pick<Document, 'id'>;

/**
 * A sequence of entries that processes share. An entry has the number after the last one and is never changed: of two
 * processes that have seen the same last entry only one can append, so whoever sees an entry sees all before it.
 */
export interface Journal<E> {
  /** Takes in what was appended until now, by whomever. @returns the number of the last entry; 0 before the first */
  refresh(): Promise<number>;
  /** Appends an entry that was decided on when `base` was the last. @returns false if another was faster */
  append(base: number, entry: E): Promise<boolean>;
  /** Appends an entry that holds whatever came before it; it may come twice. @throws SimpulError `SIMPUL_STORE_*` */
  add(entry: E): Promise<void>;
  /** Deletes the entries before a number, but never the last one: no number comes twice. */
  dropBefore(number: number): Promise<void>;
}

const DIGITS = 15;
/** Entries read at once. */
const PAGE = 1000;
/** Rows that one statement deletes, so that others wait briefly at most. */
const PRUNE_BATCH = 500;
/** How often others may be faster. */
const MAX_TRIES = 100;

/**
 * Follows a journal.
 * @param rows - of a collection that needs no index of its own
 * @param take - told each entry, in order, once
 */
export function createJournal<E extends { readonly [member: string]: JsonValue }>(
  rows: Collection<JournalRow<E>>,
  take: (entry: JournalRow<E>, number: number) => void,
): Journal<E> {
  let last = 0;
  let reading: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  async function readAll(): Promise<void> {
    for (let more = true; more;) {
      const range = { member: 'id', atLeast: idOf(last + 1) } as const;
      const page: readonly JournalRow<E>[] = await rows.find({ range, orderBy: 'id', limit: PAGE });
      for (const row of page) {
        const number = Number(row.id);
        take(row, number);
        last = number;
      }
      more = page.length === PAGE;
    }
  }

  function begin(): Promise<void> {
    reading = readAll().finally(() => (reading = undefined));
    return reading;
  }

  /** Whoever comes while a reading goes on waits for the next one, which begins after they came: all of them share it. */
  function readOnce(): Promise<void> {
    if (reading === undefined) return begin();
    following ??= reading
      .catch(() => undefined)
      .then(() => {
        following = undefined;
        return begin();
      });
    return following;
  }

  async function refresh(): Promise<number> {
    await readOnce();
    return last;
  }

  async function append(base: number, entry: E): Promise<boolean> {
    try {
      await rows.insert({ ...entry, id: idOf(base + 1) });
    } catch (error) {
      if (isSimpulError(error, STORE.DUPLICATE)) return false;
      throw error;
    }
    await refresh();
    return true;
  }

  /**
   * Whether what was appended to an entry stands behind it, where old entries are dropped: while one is there, the number
   * after it was free only if nobody had taken it. Else this process stood still, and others are far ahead.
   */
  async function isBehind(base: number): Promise<boolean> {
    return base === 0 ? last === 1 : (await rows.get(idOf(base))) !== undefined;
  }

  return {
    refresh,
    append,
    async add(entry) {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const base = await refresh();
        if ((await append(base, entry)) && (await isBehind(base))) return;
      }
      throw new SimpulError(STORE.BUSY);
    },
    async dropBefore(number) {
      const range = { member: 'id', below: idOf(Math.min(number, last)) } as const;
      for (let deleted = PRUNE_BATCH; deleted === PRUNE_BATCH;) {
        deleted = await rows.deleteMany({ range }, PRUNE_BATCH);
      }
    },
  };
}

function idOf(number: number): string {
  return String(number).padStart(DIGITS, '0');
}
