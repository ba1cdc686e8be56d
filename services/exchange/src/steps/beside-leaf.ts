import { hash } from 'node:crypto';
import type { LeafMembers } from '@simpul/bus';
import { commit, CompactRange, fromBase64Url, hashLeaf, toBase64Url } from '@simpul/tlog';
import type { Subject } from '../domain/subjects.ts';
import { makeSalt, SALT_BYTES } from '../domain/salts.ts';
import type { Progress } from './progress.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Commitments that a leaf holds singly (design 05). */
const MAX_COMMITMENTS = 16;

/** SHA-256 for the functions of `@simpul/tlog`. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer');
}

/** A salted digest, and the salt that opens it. */
export interface Salted {
  readonly digest: string;
  readonly salt: string;
}

/** SHA-256(salt || inner): what a leaf says of a body. */
export function saltedDigest(inner: Uint8Array): Salted {
  const salt = makeSalt();
  salted.set(salt);
  salted.set(inner, salt.length);
  const digest = hash('sha256', salted.subarray(0, salt.length + inner.length), 'base64url');
  return { digest, salt: salt.toString('base64url') };
}

/** Input of {@link saltedDigest}, at most a salt and a SHA-512: written anew each time instead of allocated. */
const salted = new Uint8Array(SALT_BYTES + 64);

/** Who asked and under which id: plain where that names nobody, else committed to, with the value in the side-car. */
export interface Identification {
  readonly xRoadId: string;
  readonly user: string | undefined;
  readonly sideCar: { readonly [member: string]: LeafMembers };
}

/** The leaf's `xRoadId` and `user`. */
export function identify({ request, xRoadId, madeId }: Progress): Identification {
  const sideCar: { [member: string]: LeafMembers } = {};
  let shownId = xRoadId;
  if (!madeId && !UUID.test(xRoadId)) {
    const { commitment, opened } = commitTo(xRoadId);
    shownId = commitment;
    sideCar['xRoadId'] = opened;
  }
  const { userId } = request.road;
  if (userId === undefined) return { xRoadId: shownId, user: undefined, sideCar };
  const { commitment, opened } = commitTo(userId);
  return { xRoadId: shownId, user: commitment, sideCar: { ...sideCar, user: opened } };
}

/** Commitments to the persons concerned: singly up to sixteen, else the Merkle root over them (RFC 6962 hashing). */
export interface CommittedSubjects {
  readonly leaf: { readonly n: number; readonly c: readonly string[] };
  readonly sideCar: readonly { readonly salt: string; readonly kind: string; readonly value: string }[];
}

/** Commits to persons; undefined where there are none. */
export function commitSubjects(subjects: readonly Subject[]): CommittedSubjects | undefined {
  if (subjects.length === 0) return undefined;
  const made = subjects.map(({ kind, value }) => {
    const salt = makeSalt();
    return { digest: commit(sha256, salt, { kind, value }), beside: { salt: salt.toString('base64url'), kind, value } };
  });
  const digests = made.map(({ digest }) => digest);
  const c = digests.length <= MAX_COMMITMENTS ? digests : [merkleRoot(digests)];
  return { leaf: { n: subjects.length, c }, sideCar: made.map(({ beside }) => beside) };
}

/** Root over many commitments, base64url: each is proven by a path of its own. */
function merkleRoot(digests: readonly string[]): string {
  const range = new CompactRange(sha256);
  for (const digest of digests) range.append(hashLeaf(sha256, fromBase64Url(digest)));
  return toBase64Url(range.root());
}

function commitTo(value: string): { commitment: string; opened: LeafMembers } {
  const salt = makeSalt();
  return { commitment: commit(sha256, salt, value), opened: { salt: salt.toString('base64url'), value } };
}
