import { SimpulError } from '@simpul/errors';
import { compileContract, type CompiledContract } from '@simpul/openapi';
import { LRUCache } from 'lru-cache';

/** Compiled contracts that one process keeps. */
const MAX_CACHED_CONTRACTS = 2000;

/** A registered contract: its text, and that text's digest. */
export interface RegisteredContract {
  readonly digest: string;
  readonly text: string;
}

/** Compiled contracts, by the digest of their text. */
export interface ContractCache {
  /** @throws SimpulError `CONTRACT.UNUSABLE`, each time, without compiling again */
  get(contract: RegisteredContract): CompiledContract;
}

export interface ContractCacheOptions {
  /** Contracts that are kept; the least recently used goes first. */
  readonly max?: number;
}

export function createContractCache({ max = MAX_CACHED_CONTRACTS }: ContractCacheOptions = {}): ContractCache {
  const cache = new LRUCache<string, CompiledContract | SimpulError>({ max });
  return {
    get({ digest, text }) {
      let found = cache.get(digest);
      if (!found) cache.set(digest, (found = compile(text)));
      if (found instanceof SimpulError) throw found;
      return found;
    },
  };
}

function compile(text: string): CompiledContract | SimpulError {
  try {
    return compileContract(text);
  } catch (error) {
    if (error instanceof SimpulError) return error;
    throw error;
  }
}
