import { isSimpulError, PEOPLE, SimpulError, STORE } from '@simpul/errors';
import type { Collection, DocumentStore } from '@simpul/store';
import type { Person } from '../domain/person.ts';
import { PERSONS } from './collections.ts';

/** What a change comes to: members to replace, or undefined where nothing is to be done. */
export type Decision = (person: Person) => Promise<Partial<Person> | undefined> | Partial<Person> | undefined;

export interface PersonQuery {
  readonly status?: Person['status'];
  /** Id after which to begin. */
  readonly after?: string;
  readonly limit: number;
}

export interface Persons {
  get(id: string): Promise<Person | undefined>;
  byEmail(emailKey: string): Promise<Person | undefined>;
  /** In the order of their ids, which is that of time. */
  find(query: PersonQuery): Promise<Person[]>;
  /** @throws SimpulError `PEOPLE.EXISTS` if another person has the address. */
  add(person: Person): Promise<void>;
  /**
   * Changes a person as it is decided on what is stored; where another change comes between, it is decided again.
   * @returns the person as it then is
   * @throws SimpulError `PEOPLE.UNKNOWN`, `PEOPLE.EXISTS`, `PEOPLE.CONFLICT` when others change too much at once
   */
  change(id: string, decide: Decision): Promise<Person>;
}

/** How often a change is decided before it is given up. */
const MAX_ROUNDS = 64;

/** Opens the collection of people. */
export function openPersons(store: DocumentStore): Persons {
  const rows = store.collection<Person>(PERSONS);
  return {
    get: (id) => rows.get(id),
    async byEmail(emailKey) {
      const [found] = await rows.find({ where: { emailKey }, limit: 1 });
      return found;
    },
    find({ status, after, limit }) {
      return rows.find({
        ...(status === undefined ? {} : { where: { status } }),
        // Ids have one length: with anything behind it an id comes after itself and before the next one.
        ...(after === undefined ? {} : { range: { member: 'id', atLeast: `${after}0` } }),
        orderBy: 'id',
        limit,
      });
    },
    add: (person) => unlessTaken(rows.insert(person)),
    async change(id, decide) {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const person = await rows.get(id);
        if (person === undefined) throw new SimpulError(PEOPLE.UNKNOWN);
        const changes = await decide(person);
        if (changes === undefined) return person;
        const changed = await replace(rows, person, changes);
        if (changed !== undefined) return changed;
      }
      throw new SimpulError(PEOPLE.CONFLICT);
    },
  };
}

async function replace(
  rows: Collection<Person>,
  person: Person,
  changes: Partial<Person>,
): Promise<Person | undefined> {
  const { id, revision } = person;
  const next = { ...changes, revision: revision + 1 };
  return (await unlessTaken(rows.update(id, next, { revision }))) ? { ...person, ...next } : undefined;
}

async function unlessTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isSimpulError(error, STORE.DUPLICATE) ? new SimpulError(PEOPLE.EXISTS, { cause: error }) : error;
  }
}
