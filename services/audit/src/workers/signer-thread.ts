import { mkdirSync } from 'node:fs';
import { type LogStore, openSqliteLogStore } from '@simpul/store';
import { Signer, type SignedPublication } from './signer.ts';
import { hostMethods } from './worker-host.ts';

/** What the signer's thread does; it alone has the keys. */
export type SignerMethods = {
  /** @returns the keys that verify the log, Ed25519 first. */
  open(options: { readonly file: string; readonly keysDir: string }): Promise<string[]>;
  sign(): Promise<SignedPublication | undefined>;
  close(): Promise<void>;
};

/** For the owner alone. */
const FOLDER_MODE = 0o700;

let opened: { readonly store: LogStore; readonly signer: Signer } | undefined;

hostMethods({
  async open({ file, keysDir }) {
    mkdirSync(keysDir, { recursive: true, mode: FOLDER_MODE });
    const store = openSqliteLogStore({ file, readOnly: true });
    const onFailure = (error: unknown): void => {
      // After the answer: a sync that failed is not tried again.
      setImmediate(() => {
        throw error;
      });
    };
    const signer = await Signer.open({ store, keysDir, now: Date.now, onFailure });
    opened = { store, signer };
    return signer.verifierKeys;
  },
  async sign() {
    return opened?.signer.sign();
  },
  close: async () => opened?.store.close(),
} satisfies SignerMethods);
