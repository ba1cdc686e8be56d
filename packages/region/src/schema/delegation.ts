import { Closed } from '@simpul/contracts';
import Type, { type Static } from 'typebox';
import { AgreementNumber, Day, MemberRef, PartyRef, ServiceRef } from './scalars.ts';

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
