import { hash, randomBytes } from 'node:crypto';
import type { Actor } from '@simpul/contracts';
import { commit, SALT_BYTES } from '@simpul/tlog';
import type { LeafMembers } from './leaf-text.ts';

/** Who did something, in its leaf and beside it: a client by its id, a person behind a commitment (design 05). */
export function leafActor({ kind, id }: Pick<Actor, 'kind' | 'id'>): {
  readonly leaf: { readonly actor: string };
  readonly sideCar: LeafMembers;
} {
  if (kind === 'client') return { leaf: { actor: id }, sideCar: {} };
  const { commitment, opened } = commitTo(id);
  return { leaf: { actor: commitment }, sideCar: { actor: opened } };
}

/** A commitment to a value with a salt of its own, and what opens it, for the side-car. */
export function commitTo(value: string): { readonly commitment: string; readonly opened: LeafMembers } {
  const salt = randomBytes(SALT_BYTES);
  const commitment = commit((data) => hash('sha256', data, 'buffer'), salt, value);
  return { commitment, opened: { salt: salt.toString('base64url'), value } };
}
