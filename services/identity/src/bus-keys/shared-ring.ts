import { isSimpulError, STORE } from '@simpul/errors';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import { createSealer, deriveKey } from '../domain/sealer.ts';
import { closedVault } from '../shared-secrets/faults.ts';
import { makeKey } from '../store/key-file.ts';
import { readRingFiles } from './file-ring.ts';
import type { KeyRing, RingState } from './key-ring.ts';

/** The ring, sealed whole; a change is made to the revision that it was decided on. */
type Row = { readonly id: string; readonly revision: number; readonly sealed: string };

/** Where the ring stands that several processes share. */
export const SHARED_RING: CollectionSpec = { name: 'signingKeys' };
const ID = 'ring';

export interface SharedRingOptions {
  readonly store: DocumentStore;
  /** What only the processes of this service know. */
  readonly secret: Uint8Array;
  /** Folder of a ring that a process alone had: the first process of several puts it into the store. */
  readonly folder: string;
}

/** Opens the ring of a store; whoever comes first makes it. @throws SimpulError `SIMPUL_CONFIG_INVALID`, `SIMPUL_STORE_*` */
export async function openSharedRing({ store, secret, folder }: SharedRingOptions): Promise<KeyRing> {
  const rows = store.collection<Row>(SHARED_RING);
  const sealer = createSealer(deriveKey(secret, 'identity/signing-keys'));
  const seal = (state: RingState): string => sealer.seal(JSON.stringify(state), ID);

  async function read(): Promise<{ readonly revision: number; readonly state: RingState } | undefined> {
    const row = await rows.get(ID);
    if (row === undefined) return undefined;
    const opened = sealer.open(row.sealed, ID);
    if (opened === undefined) throw closedVault();
    return { revision: row.revision, state: JSON.parse(opened) as RingState };
  }

  async function found(): Promise<{ readonly revision: number; readonly state: RingState }> {
    const known = await read();
    if (known !== undefined) return known;
    const state = (await readRingFiles(folder)) ?? { current: await makeKey() };
    try {
      await rows.insert({ id: ID, revision: 1, sealed: seal(state) });
    } catch (error) {
      if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
    }
    return (await read()) ?? { revision: 1, state };
  }

  let held = await found();

  async function refresh(): Promise<boolean> {
    const now = await read();
    // Of two readings the later one may have been answered first.
    if (now === undefined || now.revision <= held.revision) return false;
    held = now;
    return true;
  }

  async function change(state: RingState): Promise<boolean> {
    const { revision } = held;
    const isMade = await rows.update(ID, { sealed: seal(state), revision: revision + 1 }, { revision });
    if (isMade && held.revision === revision) held = { revision: revision + 1, state };
    return isMade;
  }

  return {
    state: () => held.state,
    isShared: true,
    refresh,
    publish: (key) => change({ ...held.state, next: { key, publishedAt: Date.now() } }),
    async switchOver(oldUntil) {
      const { current, next } = held.state;
      return next !== undefined && change({ current: next.key, previous: { key: current, until: oldUntil } });
    },
    forgetPrevious: () => change({ ...held.state, previous: undefined }),
  };
}
