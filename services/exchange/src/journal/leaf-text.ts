import { canonicalJson, type LeafSource } from '@simpul/tlog';
import type { LeafMembers } from './intent.ts';

/** A leaf as canonical JSON, for leaves off the hot path; `closed-leaf.ts` renders the others. */
export function leafText(members: LeafMembers, src: LeafSource): string {
  return canonicalJson({ ...members, src, v: 1 });
}
