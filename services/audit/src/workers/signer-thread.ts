import { mkdirSync } from 'node:fs';
import type { LogStore } from '@simpul/store';
import { LogOpener } from '../places/log-opener.ts';
import type { LogPlace } from '../places/log-place.ts';
import { Signer, type SignedPublication } from './signer.ts';
import { hostMethods } from './worker-host.ts';

/** What the signer's thread does; it alone has the keys. */
export type SignerMethods = {
  /** @returns the keys that verify the log, Ed25519 first. */
  open(options: {
    readonly place: LogPlace;
    readonly keysDir: string;
    /** Keys that the log has already: with others it is not signed. */
    readonly verifierKeys?: readonly string[];
  }): Promise<string[]>;
  sign(): Promise<SignedPublication | undefined>;
  close(): Promise<void>;
};

/** For the owner alone. */
const FOLDER_MODE = 0o700;

const opener = new LogOpener();
let opened: { readonly store: LogStore; readonly signer: Signer } | undefined;

hostMethods({
  async open({ place, keysDir, verifierKeys }) {
    mkdirSync(keysDir, { recursive: true, mode: FOLDER_MODE });
    const store = await opener.open(place, { readOnly: true });
    const onFailure = (error: unknown): void => {
      // After the answer: a sync that failed is not tried again.
      setImmediate(() => {
        throw error;
      });
    };
    const signer = await Signer.open({
      store,
      keysDir,
      now: Date.now,
      onFailure,
      isShared: place.kind === 'mongo',
      verifierKeys,
    });
    opened = { store, signer };
    return signer.verifierKeys;
  },
  async sign() {
    return opened?.signer.sign();
  },
  async close() {
    await opened?.store.close();
    await opener.close();
  },
} satisfies SignerMethods);
