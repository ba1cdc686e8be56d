import type { CountedAnswer } from '@simpul/connectors';
import type { Operation } from '@simpul/openapi';
import type { ContractCache } from './contract-cache.ts';
import type { ServiceEntry } from './directory.ts';

/** The answer that a service's contract gives as an example of an operation; undefined where it says nothing of one. */
export type ExampleAnswers = (entry: ServiceEntry, operation: Operation) => Promise<CountedAnswer | undefined>;

/** Makes example answers, once for each operation of a version: the same request always gets the same answer. */
export function createExampleAnswers(contracts: ContractCache): ExampleAnswers {
  const made = new WeakMap<ServiceEntry, Map<string, Promise<CountedAnswer | undefined>>>();

  async function make({ contract }: ServiceEntry, { method, template }: Operation): Promise<CountedAnswer | undefined> {
    if (contract === undefined) return undefined;
    const example = await (await contracts.get(contract)).example({ method, template });
    if (example === undefined) return undefined;
    const { status, mediaType, body } = example;
    const headers = mediaType === undefined ? [] : ['Content-Type', mediaType];
    // Nothing was tried: nobody is behind the service.
    return { status, headers, body: Buffer.from(body), attempts: 0 };
  }

  return (entry, operation) => {
    const known = made.get(entry) ?? new Map<string, Promise<CountedAnswer | undefined>>();
    made.set(entry, known);
    const key = `${operation.method} ${operation.template}`;
    const begun = known.get(key);
    if (begun !== undefined) return begun;
    const making = make(entry, operation);
    known.set(key, making);
    // One that failed may be made another time.
    making.catch(() => known.delete(key));
    return making;
  };
}
