import type { RenderLeaf } from '@simpul/bus';
import type { AppendOutcome } from '@simpul/contracts';
import { type Collection, type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { randomUUID } from 'node:crypto';
import { type Intent, INTENTS, STORE_FORMAT } from '../../src/journal/intent.ts';
import { createStoreGuard, type StoreGuard } from '../../src/journal/store-guard.ts';

/** Opens a new store of intents in a folder. */
export async function openIntents(
  folder: string,
): Promise<{ readonly store: DocumentStore; readonly intents: Collection<Intent> }> {
  const file = `${folder}/exchange-${randomUUID()}.sqlite`;
  const store = await openSqliteDocumentStore({ file, collections: [INTENTS], format: STORE_FORMAT });
  return { store, intents: store.collection<Intent>(INTENTS) };
}

/** A guard that waits as long as production's. */
export function guardOf(): StoreGuard {
  return createStoreGuard({ onFailure: () => undefined });
}

export interface RecorderSetUp {
  readonly record?: (id: string) => Promise<AppendOutcome>;
  readonly available?: boolean;
  /** Leaves that are on their way. */
  readonly held?: readonly string[];
}

/** A recorder that keeps what it was given. */
export function keepingRecorder({
  record = () => Promise.resolve('stored'),
  available = true,
  held = [],
}: RecorderSetUp = {}) {
  const sent: { id: string; leaf: unknown; sideCar: object }[] = [];
  const recorder = {
    record(id: string, render: RenderLeaf, sideCar: object) {
      sent.push({ id, leaf: JSON.parse(render({ node: 'n', boot: 'b', seq: 0 })), sideCar });
      return record(id);
    },
    available: () => available,
    holds: (id: string) => held.includes(id),
  };
  return { recorder, sent };
}
