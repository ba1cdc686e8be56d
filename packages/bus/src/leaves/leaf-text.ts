import { canonicalJson, type LeafSource } from '@simpul/tlog';

/** The members of a leaf, or of what stands beside it. */
export type LeafMembers = { readonly [member: string]: string | number | LeafMembers | readonly string[] };

/** A leaf as canonical JSON; what is rendered with each exchange may do it faster. */
export function leafText(members: LeafMembers, src: LeafSource): string {
  return canonicalJson({ ...members, src, v: 1 });
}
