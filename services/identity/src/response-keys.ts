import type { identityPublishKeys, Params, ResponseKey } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';

type Row = { readonly id: string; readonly keys: readonly ResponseKey[] };

/** Where the keys are stored with which exchange nodes sign responses. */
export const RESPONSE_KEYS: CollectionSpec = { name: 'responseKeys' };
/** Exchange nodes that are known at once. */
const MAX_NODES = 1000;

/** Public halves of the keys with which responses are signed: the exchange has the private ones, and this service publishes these. */
export interface ResponseKeys {
  /** Takes the keys of a node in place of those that it named before. */
  publish(params: Params<typeof identityPublishKeys>): Promise<void>;
  all(): readonly ResponseKey[];
}

/** Opens the store of such keys. */
export async function openResponseKeys(store: DocumentStore): Promise<ResponseKeys> {
  const rows = store.collection<Row>(RESPONSE_KEYS);
  const nodes = new Map((await rows.find({ limit: MAX_NODES })).map(({ id, keys }) => [id, keys]));
  return {
    async publish({ node, keys }) {
      if (JSON.stringify(nodes.get(node)) === JSON.stringify(keys)) return;
      await rows.put({ id: node, keys });
      nodes.set(node, keys);
    },
    all: () => [...nodes.values()].flat(),
  };
}
