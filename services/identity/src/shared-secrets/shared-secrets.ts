import { isSimpulError, STORE } from '@simpul/errors';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import { createSealer, deriveKey } from '../domain/sealer.ts';
import { loadOrCreateSecret, loadSecret, makeSecret } from '../store/key-file.ts';
import { closedVault, otherSecret, sealedByOthers } from './faults.ts';

type Row = { readonly id: string; readonly sealed: string };

/** Where secrets stand, sealed, that every process of this service must know. */
export const SHARED_SECRETS: CollectionSpec = { name: 'sharedSecrets' };

/** Secrets that are the same for every process on a store. */
export interface SharedSecrets {
  /**
   * 32 bytes. Without a key to the store the file alone has them. With one the store has them: put there from the file, or
   * made, by whichever process comes first.
   * @param name - its name in the store
   * @param file - where a process alone keeps it
   * @throws SimpulError `SIMPUL_CONFIG_INVALID` where the key does not open the store, or the file holds another secret
   */
  load(name: string, file: string): Promise<Buffer>;
}

/** Opens them. @param key - what only the processes of this service know; undefined: this process is alone */
export function openSharedSecrets(store: DocumentStore, key: Uint8Array | undefined): SharedSecrets {
  const rows = store.collection<Row>(SHARED_SECRETS);
  if (key === undefined) {
    return {
      async load(name, file) {
        // A new secret would open nothing of what the others have sealed.
        if ((await loadSecret(file)) === undefined && (await rows.get(name)) !== undefined) throw sealedByOthers();
        return loadOrCreateSecret(file);
      },
    };
  }
  const sealer = createSealer(deriveKey(key, 'identity/shared-secrets'));

  async function putOnce(name: string, secret: Buffer): Promise<void> {
    try {
      await rows.insert({ id: name, sealed: sealer.seal(secret.toString('base64url'), name) });
    } catch (error) {
      if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
    }
  }

  return {
    async load(name, file) {
      const own = await loadSecret(file);
      if ((await rows.get(name)) === undefined) await putOnce(name, own ?? makeSecret());
      const opened = sealer.open((await rows.get(name))?.sealed ?? '', name);
      if (opened === undefined) throw closedVault();
      const secret = Buffer.from(opened, 'base64url');
      if (own !== undefined && !own.equals(secret)) throw otherSecret(file);
      return secret;
    },
  };
}
