import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '@simpul/contracts';
import { commit, SALT_BYTES } from '@simpul/tlog';
import type { LeafMembers } from './leaf-text.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Who did something, in its leaf and beside it: a client by its id, a person behind a commitment (design 05). */
export function leafActor({ kind, id }: Actor): { readonly leaf: LeafMembers; readonly sideCar: LeafMembers } {
  if (kind === 'client') return { leaf: { actor: id }, sideCar: {} };
  const salt = randomBytes(SALT_BYTES);
  const opened = { salt: salt.toString('base64url'), value: id };
  return { leaf: { actor: commit(sha256, salt, id) }, sideCar: { actor: opened } };
}
