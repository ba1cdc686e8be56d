import type { Agreement, Member } from '@simpul/contracts';

/**
 * Whether an agency is what an agreement asks for: of one of the kinds, in one of the classes, and in one of the regions or
 * below it. Nobody is what no agreement describes.
 * @param member - the consumer's agency; undefined where it is not registered
 */
export function isEligible(eligibility: Agreement['eligibility'], member: Member | undefined): boolean {
  if (eligibility === undefined || member === undefined) return false;
  const { kind, class: classes, region } = eligibility;
  if (kind !== undefined && !kind.includes(member.kind)) return false;
  if (classes !== undefined && !classes.includes(member.id.split('/')[1] ?? '')) return false;
  return region === undefined || region.some((code) => isWithin(member.region, code));
}

/** Whether a Kemendagri code is another one, or below it: `18.71` is within `18`. */
function isWithin(code: string | undefined, region: string): boolean {
  return code !== undefined && (code === region || code.startsWith(`${region}.`));
}
