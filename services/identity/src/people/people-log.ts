import { commitTo, leafActor, type LeafWriter } from '@simpul/bus';

/** A change of people or of their rights as the log is told of it. */
export interface PeopleEntry {
  readonly type: 'people.invited' | 'people.enrolled' | 'people.granted' | 'people.removed' | 'people.recovered';
  readonly actor: { readonly kind: 'person' | 'client'; readonly id: string };
  /** Id of the person whom it is about. */
  readonly person: string;
  /** What was done, without a personal datum: `+operator 18.71`. */
  readonly what?: string;
}

/** Writes one entry. @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE`: the change must then not be made. */
export type WritePeopleEntry = (entry: PeopleEntry) => Promise<void>;

/**
 * Leaves about people: persons stand in them as commitments to their ids, which only the side-car opens and only identity's
 * own store makes a person of (design 05).
 */
export function createPeopleLog(writer: Pick<LeafWriter, 'write'>): WritePeopleEntry {
  return async ({ type, actor, person, what }) => {
    const about = commitTo(person);
    const by = leafActor(actor);
    const op = what === undefined ? about.commitment : `${about.commitment} ${what}`;
    await writer.write({ type, op, ...by.leaf }, { person: about.opened, ...by.sideCar });
  };
}

/** Writes an entry that comes again, because a change was decided again, only once. */
export function once(write: WritePeopleEntry): WritePeopleEntry {
  const written = new Set<string>();
  return async (entry) => {
    const key = JSON.stringify(entry);
    if (written.has(key)) return;
    await write(entry);
    written.add(key);
  };
}
