import { isSimpulError, STORE } from '@simpul/errors';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import type { JWK } from 'jose';
import { type PrivateKey, publicPart } from '../store/key-file.ts';

/** Public half of a key that a process made in its own data folder for somebody. */
type Row = {
  readonly id: string;
  /** Client id. */
  readonly holder: string;
  readonly jwk: ReturnType<typeof publicPart>;
};
type Maker = { readonly id: 'maker'; readonly node: string };

/** Where these are stored: every process believes what one of them made. */
export const MADE_KEYS: CollectionSpec = { name: 'madeKeys', indexes: [['holder']] };
/** Who makes the keys of a sandbox, one document. */
export const KEY_MAKER: CollectionSpec = { name: 'keyMaker' };
/** Processes that made a key for the same holder; more of them have none that counts. */
const MAX_OF_ONE = 16;

export interface MadeKeys {
  /** Keys that processes made for a holder. */
  of(holder: string): Promise<readonly JWK[]>;
  /** Takes the key that this process made for a holder, in place of the one before. */
  publish(holder: string, key: PrivateKey): Promise<void>;
  /** Forgets the keys of a holder. */
  drop(holder: string): Promise<void>;
  /** Whether this process makes the keys of the sandbox: of all that ever ask, the first one does, so that they lie in one folder. */
  isMaker(): Promise<boolean>;
}

/** Opens the store of made keys. @param node - this process; the same after a restart */
export function openMadeKeys(store: DocumentStore, node: string): MadeKeys {
  const rows = store.collection<Row>(MADE_KEYS);
  const makers = store.collection<Maker>(KEY_MAKER);
  return {
    of: async (holder) => (await rows.find({ where: { holder }, limit: MAX_OF_ONE })).map(({ jwk }) => jwk),
    async publish(holder, key) {
      const row = { id: `${holder} ${node}`, holder, jwk: publicPart(key) };
      if ((await rows.get(row.id))?.jwk.kid !== key.kid) await rows.put(row);
    },
    async drop(holder) {
      await rows.deleteMany({ where: { holder } }, MAX_OF_ONE);
    },
    async isMaker() {
      try {
        await makers.insert({ id: 'maker', node });
      } catch (error) {
        if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
      }
      return (await makers.get('maker'))?.node === node;
    },
  };
}
