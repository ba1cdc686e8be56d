import type { Asker, Leaf } from '@simpul/contracts';
import type { LogParty } from '@simpul/store';

/**
 * How someone stands to an exchange. `principal`: the member on whose behalf it was asked or provided, which has the records,
 * and neither held the bodies nor knows who sat before the consumer's system.
 */
export type Side = 'consumer' | 'provider' | 'principal' | 'auditor';

/** `INSTANCE/CLASS/MEMBER/SUBSYSTEM`; other ids of clients have no slashes. */
const SUBSYSTEM_PARTS = 4;

/** The subsystem that owns a service: its id without the last part. */
export function subsystemOf(serviceId: string): string {
  return serviceId.slice(0, Math.max(0, serviceId.lastIndexOf('/')));
}

/**
 * The sides from which an asker may look at a record (design 05); none: it may not. A subsystem that calls its own
 * service stands on both.
 */
export function sidesOf(
  asker: Asker,
  leaf: Pick<Leaf, 'consumer' | 'provider' | 'onBehalfOf' | 'providedFor'>,
): Side[] {
  const sides: Side[] = [];
  if (asker.auditor) sides.push('auditor');
  if (leaf.consumer === asker.id) sides.push('consumer');
  if (leaf.provider !== undefined && subsystemOf(leaf.provider) === asker.id) sides.push('provider');
  const members = membersOf(asker);
  if ([leaf.onBehalfOf, leaf.providedFor].some((member) => member !== undefined && members.includes(member))) {
    sides.push('principal');
  }
  return sides;
}

/** What a listing for an asker is restricted to; undefined for an auditor, who sees all. */
export function partyOf(asker: Asker): LogParty | undefined {
  if (asker.auditor) return undefined;
  const members = membersOf(asker);
  return asker.person === true ? { members } : { subsystem: asker.id, members };
}

/** The members whose delegated exchanges an asker may see: a subsystem those of its own. */
function membersOf({ id, members = [] }: Asker): readonly string[] {
  const parts = id.split('/');
  return parts.length === SUBSYSTEM_PARTS ? [...members, parts.slice(0, -1).join('/')] : members;
}
