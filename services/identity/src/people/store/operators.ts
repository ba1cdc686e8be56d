import { isSimpulError, PEOPLE, SimpulError, STORE } from '@simpul/errors';
import type { DocumentStore } from '@simpul/store';
import { isRegionOperator } from '../domain/person.ts';
import { OPERATORS } from './collections.ts';
import type { Persons } from './persons.ts';

type Roster = { readonly id: 'roster'; readonly revision: number; readonly holders: readonly string[] };

/**
 * The operators of the whole region, in one document, so that of two who remove each other at once one fails. A person is
 * put on it before becoming an operator and taken off before ceasing to be one: whoever stands on it and is an operator
 * stays one until a later change of the roster.
 */
export interface Operators {
  add(person: string): Promise<void>;
  /** @throws SimpulError `PEOPLE.LAST_OPERATOR` if nobody else would be left. */
  release(person: string): Promise<void>;
}

/** How often a change of the roster is tried before it is given up. */
const MAX_ROUNDS = 64;
const ID = 'roster';

export function openOperators(store: DocumentStore, persons: Persons): Operators {
  const rows = store.collection<Roster>(OPERATORS);

  async function read(): Promise<Roster> {
    const found = await rows.get(ID);
    if (found !== undefined) return found;
    const fresh: Roster = { id: ID, revision: 0, holders: [] };
    try {
      await rows.insert(fresh);
    } catch (error) {
      if (!isSimpulError(error, STORE.DUPLICATE)) throw error;
    }
    return (await rows.get(ID)) ?? fresh;
  }

  async function change(decide: (holders: readonly string[]) => Promise<readonly string[]>): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { revision, holders } = await read();
      const next = await decide(holders);
      if (await rows.update(ID, { holders: next, revision: revision + 1 }, { revision })) return;
    }
    throw new SimpulError(PEOPLE.CONFLICT);
  }

  return {
    add: (person) => change(async (holders) => [...new Set([...holders, person])]),
    release: (person) =>
      change(async (holders) => {
        const others = await Promise.all(holders.filter((id) => id !== person).map((id) => persons.get(id)));
        const left = others.filter((other) => other !== undefined && isRegionOperator(other));
        if (left.length === 0) throw new SimpulError(PEOPLE.LAST_OPERATOR);
        return holders.filter((id) => id !== person);
      }),
  };
}
