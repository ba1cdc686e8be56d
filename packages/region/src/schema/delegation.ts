import { Closed, scalars } from '@simpul/contracts';
import Type, { type Static } from 'typebox';

const { AgreementNumber, Day, MemberRef, PartyRef, ServiceRef } = scalars;

/** A delegation as the region file writes it: the member `from` lets `to` ask, or provide, on its behalf. */
export const DelegationEntry = Closed({
  id: AgreementNumber,
  from: MemberRef,
  to: PartyRef,
  side: Type.Enum(['consumer', 'provider']),
  services: Type.Optional(Type.Array(ServiceRef, { minItems: 1, maxItems: 1000 })),
  legalBasis: Type.String({ minLength: 1, maxLength: 500 }),
  validFrom: Day,
  validUntil: Day,
  status: Type.Optional(Type.Enum(['active', 'revoked'])),
});
export type DelegationEntry = Static<typeof DelegationEntry>;
