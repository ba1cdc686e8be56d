import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { Digest, SubsystemId } from './identifiers.ts';
import { Day } from './registry-scalars.ts';

/** Days that a legacy link may live, from the day of its decision on. */
export const LEGACY_LINK_MAX_DAYS = 180;
/** Address ranges that one link may name. */
export const LEGACY_LINK_MAX_ADDRESSES = 32;

const COMMON = {
  subsystem: SubsystemId,
  /** Last day, inclusive, in the region's time zone. */
  until: Day,
  /** Why the system can do no better. */
  reason: Type.String({ minLength: 1, maxLength: 500 }),
  /** A client's id plainly, a person's as it stands in the registry: who allowed it. */
  decidedBy: Type.String({ minLength: 1, maxLength: 404 }),
};

/**
 * A weak way for a system to show itself that can do no better: by a secret in `X-Simpul-Key`, of which the bus keeps the
 * SHA-256 alone, or by where it calls from. An operator allows it, with an end; it never reaches personal data.
 */
export const LegacyLink = Type.Union([
  Closed({ ...COMMON, kind: Type.Literal('api-key'), keyDigest: Digest }),
  Closed({
    ...COMMON,
    kind: Type.Literal('ip'),
    /** Addresses or ranges (CIDR) from which the system calls. */
    addresses: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: LEGACY_LINK_MAX_ADDRESSES }),
  }),
]);
export type LegacyLink = Static<typeof LegacyLink>;
