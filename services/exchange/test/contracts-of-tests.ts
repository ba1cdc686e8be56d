import { afterAll } from '@jest/globals';
import { createContractReader } from '@simpul/openapi';
import { type ContractCache, createContractCache } from '../src/domain/contract-cache.ts';

/** Contracts as the exchange reads them, in a thread that ends with the suite. */
export function contractsOfTests(): ContractCache {
  const reader = createContractReader({ timeoutMs: 60_000, heapMegabytes: 256, maxWaiting: 100 });
  afterAll(() => reader.stop());
  return createContractCache(reader);
}
