import { CONTRACT, isSimpulError } from '@simpul/errors';
import type { ContractReader, OpenContract } from '@simpul/openapi';
import { LRUCache } from 'lru-cache';

/** Contracts that one process keeps. */
const MAX_CACHED_CONTRACTS = 2000;
/** Texts for consumers that it keeps besides. */
const MAX_CACHED_TEXTS = 100;
/** Milliseconds for which a contract that cannot be used is not read again. */
const REFUSED_MS = 600_000;

/** A registered contract: its text, and that text's digest. */
export interface RegisteredContract {
  readonly digest: string;
  readonly text: string;
}

/** Contracts that were read, by the digest of their text. */
export interface ContractCache {
  /** Whoever asks at once waits for the same reading. @throws SimpulError as `ContractReader.open` */
  get(contract: RegisteredContract): Promise<OpenContract>;
  /** Its text as consumers may see it. @throws SimpulError as `ContractReader.open` */
  consumersText(contract: RegisteredContract): Promise<string>;
}

export interface ContractCacheOptions {
  /** Contracts that are kept; the least recently used goes first. */
  readonly max?: number;
}

export function createContractCache(
  reader: Pick<ContractReader, 'open' | 'consumersText'>,
  { max = MAX_CACHED_CONTRACTS }: ContractCacheOptions = {},
): ContractCache {
  const contracts = new OnceCache<OpenContract>(max);
  const texts = new OnceCache<string>(MAX_CACHED_TEXTS);
  return {
    get: ({ digest, text }) => contracts.get(digest, () => reader.open(text)),
    consumersText: ({ digest, text }) => texts.get(digest, () => reader.consumersText(text)),
  };
}

/** What is made once for all who ask; what cannot be is not tried again for a while. */
class OnceCache<T extends object | string> {
  readonly #cache: LRUCache<string, Promise<T>>;

  constructor(max: number) {
    this.#cache = new LRUCache({ max });
  }

  get(digest: string, make: () => Promise<T>): Promise<T> {
    const known = this.#cache.get(digest);
    if (known !== undefined) return known;
    const making = make();
    this.#cache.set(digest, making);
    making.catch((error: unknown) => {
      if (this.#cache.peek(digest) !== making) return;
      if (isSimpulError(error, CONTRACT.UNUSABLE)) this.#cache.set(digest, making, { ttl: REFUSED_MS });
      else this.#cache.delete(digest);
    });
    return making;
  }
}
