import { CONFIG, isSimpulError, SimpulError, STORE } from '@simpul/errors';
import { type CollectionSpec, type MongoConnection, openMongoDocumentStore } from '@simpul/store';
import { setTimeout as wait } from 'node:timers/promises';
import type { SetUp } from './instance-file.ts';

/** `simpul_instance` on the server. */
const INSTANCE: CollectionSpec = { name: 'instance' };
const STORE_FORMAT = 1;
const ID = 'instance';
type StoredSetUp = { readonly id: string } & Pick<SetUp, keyof SetUp>;
/** Milliseconds between two looks for what another process has yet to write. */
const LOOK_MS = 500;

export interface RecordOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Told once, if the record is not there yet. */
  readonly onWait: () => void;
}

/** What the start at hand says itself; without a region file only the address. */
export type Wanted = Pick<SetUp, 'publicUrl'> & Partial<SetUp>;

/**
 * What all processes on a shared store were born as. Whoever comes first with a region file writes it, once; who has none waits
 * for that.
 * @throws SimpulError `SIMPUL_CONFIG_STORE_MISMATCH` where this start wants something else, `SIMPUL_STORE_*`
 */
export async function settleInstance(
  connection: MongoConnection,
  wanted: Wanted,
  { signal, onWait }: RecordOptions,
): Promise<SetUp> {
  const store = await openMongoDocumentStore({
    connection,
    name: 'simpul',
    collections: [INSTANCE],
    format: STORE_FORMAT,
  });
  try {
    const records = store.collection<StoredSetUp>(INSTANCE);
    if (isWhole(wanted)) {
      await records.insert({ id: ID, ...wanted }).catch((error: unknown) => {
        if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
      });
    }
    for (let told = false; ; told = true) {
      const found = await records.get(ID);
      if (found !== undefined) return refuseOther(found, wanted);
      if (!told) onWait();
      await wait(LOOK_MS, undefined, { signal });
    }
  } finally {
    await store.close();
  }
}

function isWhole(wanted: Wanted): wanted is SetUp {
  return wanted.format !== undefined && wanted.mode !== undefined && wanted.instance !== undefined;
}

function refuseOther({ format, mode, instance, publicUrl }: SetUp, wanted: Wanted): SetUp {
  const found = { format, mode, instance, publicUrl };
  for (const member of ['format', 'mode', 'instance', 'publicUrl'] as const) {
    const here = wanted[member];
    if (here === undefined || here === found[member]) continue;
    throw new SimpulError(CONFIG.STORE_MISMATCH, { params: { member, found: found[member], wanted: here } });
  }
  return found;
}
