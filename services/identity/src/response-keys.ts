import type { ResponseKey } from '@simpul/contracts';
import type { CollectionSpec, DocumentStore } from '@simpul/store';
import { isDeepStrictEqual } from 'node:util';

type Row = { readonly id: string; readonly keys: readonly ResponseKey[] };

/** Where the keys are stored with which exchange nodes sign responses. */
export const RESPONSE_KEYS: CollectionSpec = { name: 'responseKeys' };
/** Exchange nodes that are known at once. */
const MAX_NODES = 1000;

/** Public halves of the keys with which responses are signed: the exchange has the private ones, and this service publishes these. */
export interface ResponseKeys {
  /** Takes the keys of a node in place of those that it named before. */
  publish(node: string, keys: readonly ResponseKey[]): Promise<void>;
  /** Those of all nodes, whichever process of this service they told. */
  all(): Promise<readonly ResponseKey[]>;
}

/** Opens the store of such keys; few ask for them, so it is read each time. */
export function openResponseKeys(store: DocumentStore): ResponseKeys {
  const rows = store.collection<Row>(RESPONSE_KEYS);
  return {
    async publish(node, keys) {
      const known = await rows.get(node);
      if (!isDeepStrictEqual(known?.keys, keys)) await rows.put({ id: node, keys });
    },
    all: async () => (await rows.find({ orderBy: 'id', limit: MAX_NODES })).flatMap(({ keys }) => keys),
  };
}
