import { loadDocumentClient } from '@simpul/connectors';
import type { JWK } from 'jose';
import { readJwks } from '../domain/read-jwks.ts';
import type { EgressLists } from './egress-lists.ts';

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 5000;

export interface FetchKeysOptions {
  readonly egress: EgressLists;
  /** Where the bus itself listens. */
  readonly ownListeners: () => Iterable<{ readonly host: string; readonly port: number }>;
  /** Only a sandbox may take keys over plain HTTP. */
  readonly allowHttp: boolean;
}

/** Gets the keys of a subsystem from its address, which is the caller's to choose: through the egress guard. */
export function createKeyFetcher({ egress, ownListeners, allowHttp }: FetchKeysOptions) {
  /** @throws Error that says why there are none */
  return async (id: string, address: string): Promise<readonly JWK[]> => {
    const { fetchDocument } = await loadDocumentClient();
    const rules = { upperBound: () => egress.region, allow: egress.forSubsystem(id), ownListeners };
    const limits = { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, allowHttp };
    const bytes = await fetchDocument(address, rules, limits);
    return readJwks(bytes.toString());
  };
}
