import type { Version, VersionState } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';

/**
 * The life of a version: from which state to which. A state that leads to itself may change its days. What is not here
 * is refused.
 */
export const TRANSITIONS: Readonly<Record<VersionState, readonly VersionState[]>> = {
  draft: ['draft', 'sandbox', 'active'],
  sandbox: ['sandbox', 'draft', 'active', 'retired'],
  active: ['active', 'deprecated', 'retired'],
  deprecated: ['deprecated', 'active', 'retired'],
  retired: ['retired'],
};

/** What is known of a version besides itself. */
export interface Condition {
  readonly day: string;
  /** It needs a contract and has none. */
  readonly lacksContract: boolean;
  /** It needs an address and has none. */
  readonly lacksAddress: boolean;
}

/** Why a version may not go from one state to another; undefined where it may. */
export function objectionTo(before: Version, after: Version, condition: Condition): string | undefined {
  if (!TRANSITIONS[before.state].includes(after.state)) {
    return `from ${before.state} a version becomes ${TRANSITIONS[before.state].filter((to) => to !== before.state).join(' or ') || 'nothing else'}`;
  }
  return (
    daysObjection(before, after, condition.day) ??
    (isUsable(after.state) && condition.lacksContract ? 'its contract is not registered' : undefined) ??
    (after.state === 'active' && condition.lacksAddress ? 'it has no address (url)' : undefined)
  );
}

/** @throws SimpulError `SIMPUL_REGISTRY_TRANSITION` */
export function requireTransition(before: Version, after: Version, condition: Condition): void {
  const reason = objectionTo(before, after, condition);
  if (reason === undefined) return;
  const { version, state: from } = before;
  throw new SimpulError(REGISTRY.TRANSITION, { params: { version, from, to: after.state, reason } });
}

function daysObjection(before: Version, after: Version, day: string): string | undefined {
  if (after.from !== undefined && after.from !== before.from) {
    if (after.state !== 'active') return 'only an active version has a first day (from)';
    if (after.from < day) return `its first day (from) is before today (${day})`;
    if (before.state === 'active' && (before.from ?? day) <= day) return 'it answers already, so its first day stays';
  }
  if (after.state === 'deprecated' && after.sunset === undefined) return 'its last day (sunset) is not named';
  if (after.sunset !== undefined && after.state !== 'deprecated' && after.state !== 'retired') {
    return 'only a deprecated version has a last day (sunset)';
  }
  if (after.sunset !== undefined && after.sunset !== before.sunset && after.sunset < day) {
    return `its last day (sunset) is before today (${day})`;
  }
  return undefined;
}

function isUsable(state: VersionState): boolean {
  return state === 'sandbox' || state === 'active' || state === 'deprecated';
}
