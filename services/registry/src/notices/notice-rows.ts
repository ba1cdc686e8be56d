import type { Notice } from '@simpul/contracts';
import { isSimpulError, STORE } from '@simpul/errors';
import type { Collection, CollectionSpec, Document, DocumentStore } from '@simpul/store';

/** One notice for one member, `CLASS/CODE`; `*`: for everybody. */
interface NoticeRow extends Document {
  readonly member: string;
  readonly kind: Notice['kind'];
  /** When, padded, and the notice's id: orders notices, and no two have the same. */
  readonly place: string;
  /** 1 in the first of a notice's rows: what a list of all notices reads. */
  readonly first: number;
  readonly notice: Notice;
}

export const NOTICES: CollectionSpec = {
  name: 'notices',
  indexes: [
    ['member', 'place'],
    ['member', 'kind', 'place'],
    ['first', 'place'],
    ['first', 'kind', 'place'],
    ['place'],
  ],
};
/** Milliseconds that a notice is kept: longer than the year of most agreements. */
const KEPT_MS = 400 * 86_400_000;
const PRUNE_BATCH = 500;
/** Digits of a time in a place. */
const TIME_DIGITS = 15;

/** Which notices: those of a kind, below a place, and not before a time. */
export interface NoticePage {
  readonly kind?: Notice['kind'] | undefined;
  readonly below?: string | undefined;
  /** Milliseconds, inclusive. */
  readonly since?: number | undefined;
  readonly limit: number;
}

/** A notice with its place among all. */
export interface PlacedNotice {
  readonly place: string;
  readonly notice: Notice;
}

export interface NoticeRows {
  /** Keeps a notice for each of these members; one that is kept already stays as it is. */
  keep(notice: Notice, members: readonly string[]): Promise<void>;
  /** Newest first. @param member - absent: of everybody */
  list(member: string | undefined, page: NoticePage): Promise<PlacedNotice[]>;
  prune(now: number): Promise<void>;
}

/** Opens the store of notices. */
export function openNoticeRows(store: DocumentStore): NoticeRows {
  const rows = store.collection<NoticeRow>(NOTICES);
  return {
    async keep(notice, members) {
      const place = `${timePlace(notice.at)} ${notice.id}`;
      for (const [index, member] of members.entries()) {
        const first = index === 0 ? 1 : 0;
        await insertOnce(rows, { id: `${notice.id} ${member}`, member, kind: notice.kind, place, first, notice });
      }
    },
    async list(member, { kind, below, since, limit }) {
      const found = await rows.find({
        where: { ...(member === undefined ? { first: 1 } : { member }), ...(kind !== undefined && { kind }) },
        range: {
          member: 'place',
          atLeast: timePlace(since ?? 0),
          ...(below !== undefined && { below }),
        },
        orderBy: 'place',
        direction: 'descending',
        limit,
      });
      return found.map(({ place, notice }) => ({ place, notice }));
    },
    async prune(now) {
      await rows.deleteMany({ range: { member: 'place', below: timePlace(now - KEPT_MS) } }, PRUNE_BATCH);
    },
  };
}

function timePlace(at: number): string {
  return String(Math.max(0, at)).padStart(TIME_DIGITS, '0');
}

async function insertOnce(rows: Collection<NoticeRow>, row: NoticeRow): Promise<void> {
  try {
    await rows.insert(row);
  } catch (error) {
    if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
  }
}
