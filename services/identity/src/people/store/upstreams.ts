import { createHash } from 'node:crypto';
import { isSimpulError, STORE } from '@simpul/errors';
import type { DocumentStore } from '@simpul/store';
import { UPSTREAMS } from './collections.ts';

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

type UpstreamRow = { readonly id: string; readonly person: string };

/** Whose is an identity; the person's own document says whether that still holds. */
export interface Upstreams {
  ownerOf(identity: Identity): Promise<string | undefined>;
  /** Makes somebody the owner. @returns false if another is, or just became it. */
  claim(identity: Identity, person: string, formerly: string | undefined): Promise<boolean>;
  /** Forgets those of a person. */
  forget(person: string): Promise<void>;
}

/** More than one person has. */
const OF_ONE = 100;

export function openUpstreams(store: DocumentStore): Upstreams {
  const rows = store.collection<UpstreamRow>(UPSTREAMS);
  return {
    ownerOf: async (identity) => (await rows.get(keyOf(identity)))?.person,
    async claim(identity, person, formerly) {
      const id = keyOf(identity);
      if (formerly !== undefined) return rows.update(id, { person }, { person: formerly });
      try {
        await rows.insert({ id, person });
        return true;
      } catch (error) {
        if (isSimpulError(error, STORE.DUPLICATE)) return false;
        throw error;
      }
    },
    async forget(person) {
      await rows.deleteMany({ where: { person } }, OF_ONE);
    },
  };
}

function keyOf({ issuer, subject }: Identity): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url');
}
