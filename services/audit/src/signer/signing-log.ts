import { SimpulError, STORE } from '@simpul/errors';
import type { LogIdentity, SharedLogStore } from '@simpul/store';
import { HASH_BYTES } from '@simpul/tlog';
import type { SignOnce } from '../checkpoint-loop.ts';
import type { LogOpener } from '../places/log-opener.ts';
import type { SharedPlace } from '../places/log-place.ts';
import { createCheckpointPublisher } from '../witness/checkpoint-publisher.ts';
import type { Cosigner } from '../witness/cosigner.ts';
import { refuseOtherHistory } from '../witness/start-check.ts';
import { type OnHalt, startThread } from '../workers/log-thread.ts';
import { otherSigner } from '../workers/signer-keys.ts';
import type { SignerMethods } from '../workers/signer-thread.ts';
import { createStoreReader } from '../workers/store-reader.ts';

/** A log as its signer has it open. */
export interface SigningLog {
  readonly place: SharedPlace;
  readonly identity: LogIdentity;
  readonly store: SharedLogStore;
  /** Signs what is new and publishes it. @throws SimpulError `AUDIT.HALTED` when it refuses, `STORE.FAILED` */
  readonly signOnce: SignOnce;
  close(): Promise<void>;
}

export interface SigningLogOptions {
  readonly place: SharedPlace;
  /** Stored if the log is new, which only the very first one can be. */
  readonly identity: LogIdentity;
  readonly keysDir: string;
  readonly opener: LogOpener;
  readonly onHalt: OnHalt;
  readonly cosigner: Cosigner | undefined;
}

/**
 * Opens a log to sign it, on a thread of its own that alone has the keys.
 * @throws SimpulError `AUDIT.HALTED` if it is not what was signed, less than witnesses know, or signed by another signer;
 *   `STORE.*`
 */
export async function openSigningLog(options: SigningLogOptions): Promise<SigningLog> {
  const { place, keysDir, opener, onHalt, cosigner } = options;
  const store = await opener.openShared(place);
  const identity = await store.establish(options.identity);
  const thread = startThread<SignerMethods>('signer', onHalt);
  try {
    await askWitnesses(cosigner, identity, store);
    const own = await thread.call('open', { place, keysDir, verifierKeys: await store.verifierKeys() });
    // Of two signers that begin at once, both without keys, one finds those of the other.
    const standing = await store.claimVerifierKeys(own);
    if (standing.join() !== own.join()) throw otherSigner();
  } catch (error) {
    // What counts is why the log did not open.
    await thread.close().catch(() => undefined);
    throw error;
  }
  const signOnce = createCheckpointPublisher({
    origin: identity.origin,
    cosigner,
    sign: () => thread.call('sign', undefined),
    putTiles: (tiles) => store.putTiles(tiles),
    publish: (publication) => store.putCheckpoint(publication),
    // Audit processes serve it as `checkpoint.unwitnessed`.
    onSigned: (checkpoint) => store.putSigned(checkpoint),
    async readTile(level, n, width) {
      const tile = await store.tile(level, n);
      if (tile === undefined) {
        throw new SimpulError(STORE.FAILED, { params: { reason: `tile ${level}/${n} of the log is missing` } });
      }
      return tile.subarray(0, width * HASH_BYTES);
    },
  });
  return {
    place,
    identity,
    store,
    signOnce,
    async close() {
      await thread.close();
      await store.close();
    },
  };
}

async function askWitnesses(
  cosigner: Cosigner | undefined,
  { origin }: LogIdentity,
  store: SharedLogStore,
): Promise<void> {
  const known = (await cosigner?.lastKnown(origin, await store.checkpoint())) ?? [];
  const size = (await store.tail())?.size ?? 0;
  const read = createStoreReader(store);
  await refuseOtherHistory(known, { size, rootAt: (at) => read.rootAt(at) });
}
