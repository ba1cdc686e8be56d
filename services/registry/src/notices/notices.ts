import type { Notice, Params, registryNotices, Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { Registry } from '../store/snapshot.ts';
import { audienceOf, membersOf } from './audience.ts';
import type { NoticeRows, PlacedNotice } from './notice-rows.ts';

/** Something to tell: to the agencies of `consumer` and `provider`, or of one of them. */
export type Tiding = Omit<Notice, 'at'> & { readonly to?: 'consumer' | 'provider' };

export interface Notices {
  /** Tells it; the same id told again is nothing new. */
  readonly notify: (tiding: Tiding) => Promise<void>;
  /** Notices that concern whoever asks, newest first. @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` */
  readonly list: (params: Params<typeof registryNotices>) => Promise<Result<typeof registryNotices>>;
}

export interface NoticesOptions {
  readonly rows: NoticeRows;
  readonly registry: () => Registry;
  readonly now: () => number;
}

/** Places of notices as a cursor carries them. */
const PLACE = /^\d{15} /;

/** What consumers and providers are told, and by whom it can be read. */
export function createNotices({ rows, registry, now }: NoticesOptions): Notices {
  async function page(member: string | undefined, params: Params<typeof registryNotices>, below: string | undefined) {
    const { since, kind, limit } = params;
    const found: PlacedNotice[] = [];
    for (let end = below; found.length <= limit;) {
      const rowsBelow = await rows.list(member, { below: end, since, limit: limit + 1 });
      found.push(...rowsBelow.filter(({ notice }) => kind === undefined || notice.kind === kind));
      if (rowsBelow.length <= limit) break;
      end = rowsBelow.at(-1)?.place;
    }
    return found;
  }

  return {
    async notify({ to, ...tiding }) {
      const { consumer, provider } = tiding;
      const parties = [
        ...(consumer === undefined || to === 'provider' ? [] : [consumer]),
        ...(provider === undefined || to === 'consumer' ? [] : [provider]),
      ];
      const members = new Set(parties.flatMap((party) => membersOf(party, registry())));
      await rows.keep({ ...tiding, at: now() }, [...members]);
    },

    async list(params) {
      const { actor, cursor, limit } = params;
      const below = cursor === undefined ? undefined : readCursor(cursor);
      const audience = audienceOf(actor, registry()) ?? [undefined];
      const pages = await Promise.all(audience.map((member) => page(member, params, below)));
      const byPlace = new Map(pages.flat().map((placed) => [placed.place, placed]));
      const sorted = [...byPlace.values()].toSorted((a, b) => (a.place < b.place ? 1 : -1));
      const items = sorted.slice(0, limit);
      const last = items.at(-1);
      const more = sorted.length > limit && last !== undefined;
      return {
        items: items.map(({ notice }) => notice),
        ...(more && { next: Buffer.from(last.place).toString('base64url') }),
      };
    },
  };
}

function readCursor(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (PLACE.test(place)) return place;
  throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason: 'cursor is the value next of a page before' } });
}
