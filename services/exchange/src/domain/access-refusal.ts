import type { Agreement } from '@simpul/contracts';
import { ACCESS, SimpulError } from '@simpul/errors';

/** Who asked for what: a refusal names both, so that the right can be asked for. */
export interface Wanted {
  readonly consumer: string;
  readonly serviceId: string;
}

/** There is no agreement at all. */
export function noAgreement({ consumer, serviceId }: Wanted): SimpulError {
  return new SimpulError(ACCESS.NO_AGREEMENT, { params: { consumer, service: serviceId } });
}

/**
 * Says why none of these agreements is in force: of the one that could be soonest, or was last.
 * @param agreements - at least one
 */
export function notInForce(
  agreements: readonly Agreement[],
  day: string,
  { consumer, serviceId }: Wanted,
): SimpulError {
  const among = (status: Agreement['status']) => agreements.filter((agreement) => agreement.status === status);
  const suspended = among('suspended').find(({ validFrom, validUntil }) => validFrom <= day && day <= validUntil);
  if (suspended !== undefined) {
    return new SimpulError(ACCESS.AGREEMENT_SUSPENDED, { params: { agreement: suspended.id } });
  }
  const [coming] = among('active')
    .filter(({ validFrom }) => day < validFrom)
    .toSorted((a, b) => a.validFrom.localeCompare(b.validFrom));
  if (coming !== undefined) {
    return new SimpulError(ACCESS.AGREEMENT_NOT_YET, { params: { agreement: coming.id, day: coming.validFrom } });
  }
  const [requested] = among('requested');
  if (requested !== undefined) {
    return new SimpulError(ACCESS.AGREEMENT_REQUESTED, { params: { agreement: requested.id } });
  }
  const last = agreements.reduce((a, b) => (b.validUntil > a.validUntil ? b : a));
  const params = { agreement: last.id, day: last.validUntil, consumer, service: serviceId };
  if (last.status === 'revoked') return new SimpulError(ACCESS.AGREEMENT_REVOKED, { params });
  if (last.status === 'refused') return new SimpulError(ACCESS.AGREEMENT_REFUSED, { params });
  return new SimpulError(ACCESS.AGREEMENT_EXPIRED, { params });
}
