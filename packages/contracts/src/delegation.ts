import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { AgreementId } from './agreement-objects.ts';
import { Digest, MemberId, ServiceId, SubsystemId } from './identifiers.ts';
import { Day } from './registry-scalars.ts';

/**
 * One agency's word that another asks (`side: consumer`) or provides (`side: provider`) on its behalf. An agreement's
 * `onBehalfOf` and `providedFor` give a right only while such a word is in force. A text is never changed, only revoked.
 */
export const Delegation = Closed({
  id: AgreementId,
  /** The member on whose behalf something is done. */
  from: MemberId,
  /** Who does it: one subsystem, or all of a member. */
  to: Type.Union([SubsystemId, MemberId]),
  side: Type.Enum(['consumer', 'provider']),
  /** Services that may be asked for, or provided; absent: all. */
  services: Type.Optional(Type.Array(ServiceId, { minItems: 1, maxItems: 1000 })),
  legalBasis: Type.String({ minLength: 1, maxLength: 500 }),
  /** First and last day, inclusive, in the region's time zone. */
  validFrom: Day,
  validUntil: Day,
  status: Type.Enum(['active', 'revoked']),
  /** SHA-256 of the JCS (RFC 8785) of the text: this without `status` and `digest`. */
  digest: Digest,
});
export type Delegation = Static<typeof Delegation>;

/** What must have been delegated for an exchange to go ahead. */
export interface DelegationQuestion {
  readonly side: Delegation['side'];
  /** The member on whose behalf something is done. */
  readonly from: string;
  /** The subsystem that does it. */
  readonly to: string;
  readonly serviceId: string;
  /** Today in the region. */
  readonly day: string;
}

/** Whether a delegation is in force and covers this: it was given to the subsystem, or to its member. */
export function delegates(delegation: Delegation, { side, from, to, serviceId, day }: DelegationQuestion): boolean {
  return (
    delegation.side === side &&
    delegation.from === from &&
    (delegation.to === to || delegation.to === to.slice(0, to.lastIndexOf('/'))) &&
    delegation.status === 'active' &&
    delegation.validFrom <= day &&
    day <= delegation.validUntil &&
    (delegation.services === undefined || delegation.services.includes(serviceId))
  );
}
