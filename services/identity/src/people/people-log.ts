import { createHash, randomBytes } from 'node:crypto';
import type { LeafWriter } from '@simpul/bus';
import { commit, SALT_BYTES } from '@simpul/tlog';

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
    const about = committed(person);
    const by = actor.kind === 'person' ? committed(actor.id) : undefined;
    await writer.write(
      {
        type,
        op: what === undefined ? about.commitment : `${about.commitment} ${what}`,
        actor: by?.commitment ?? actor.id,
      },
      { person: about.opened, ...(by && { actor: by.opened }) },
    );
  };
}

function committed(value: string) {
  const salt = randomBytes(SALT_BYTES);
  const commitment = commit((data) => createHash('sha256').update(data).digest(), salt, value);
  return { commitment, opened: { salt: salt.toString('base64url'), value } };
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
