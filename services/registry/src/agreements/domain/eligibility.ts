import type { Eligibility, Member } from '@simpul/contracts';

/** Whether an agency is what an agreement is for: all that is given must hold. */
export function isEligible({ id, kind, region }: Member, wanted: Eligibility): boolean {
  const [, memberClass = ''] = id.split('/');
  if (wanted.kind !== undefined && !wanted.kind.includes(kind)) return false;
  if (wanted.class !== undefined && !wanted.class.includes(memberClass)) return false;
  if (wanted.region === undefined) return true;
  return region !== undefined && wanted.region.some((code) => region === code || region.startsWith(`${code}.`));
}
