import type { Eligibility } from './agreement-objects.ts';
import { isRegionWithin } from './region-code.ts';
import type { Member } from './registry-objects.ts';

/**
 * Whether an agency is what an agreement asks for: of one of the kinds, in one of the classes, and in one of the regions or
 * below it. Nobody is what no agreement describes.
 * @param member - the consumer's agency; undefined where it is not registered
 */
export function isEligible(eligibility: Eligibility | undefined, member: Member | undefined): boolean {
  if (eligibility === undefined || member === undefined) return false;
  const { kind, class: classes, region } = eligibility;
  if (kind !== undefined && !kind.includes(member.kind)) return false;
  if (classes !== undefined && !classes.includes(member.id.split('/')[1] ?? '')) return false;
  return region === undefined || region.some((code) => isRegionWithin(member.region, code));
}
