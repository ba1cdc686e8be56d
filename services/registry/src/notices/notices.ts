import type { Notice, Params, registryNotices, Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { Registry } from '../store/snapshot.ts';
import { audienceOf, membersOf } from './audience.ts';
import type { NoticeRows } from './notice-rows.ts';

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
  /** As it stands now, whoever changed it. */
  readonly registry: () => Promise<Registry>;
  readonly now: () => number;
}

/** Places of notices as a cursor carries them. */
const PLACE = /^\d{15} /;

/** What consumers and providers are told, and by whom it can be read. */
export function createNotices({ rows, registry, now }: NoticesOptions): Notices {
  return {
    async notify({ to, ...tiding }) {
      const { consumer, provider } = tiding;
      const parties = [
        ...(consumer === undefined || to === 'provider' ? [] : [consumer]),
        ...(provider === undefined || to === 'consumer' ? [] : [provider]),
      ];
      const current = await registry();
      const members = new Set(parties.flatMap((party) => membersOf(party, current)));
      await rows.keep({ ...tiding, at: now() }, [...members]);
    },

    async list(params) {
      const { actor, cursor, since, kind, limit } = params;
      const below = cursor === undefined ? undefined : readCursor(cursor);
      const audience = audienceOf(actor, await registry()) ?? [undefined];
      const page = { kind, below, since, limit: limit + 1 };
      const pages = await Promise.all(audience.map((member) => rows.list(member, page)));
      // Two processes that tell the same at once may have put it at different places, for different members.
      const byId = new Map(pages.flat().map((placed) => [placed.notice.id, placed]));
      const sorted = [...byId.values()].toSorted((a, b) => (a.place < b.place ? 1 : -1));
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
