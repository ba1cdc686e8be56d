import { Closed, Eligibility, MAX_OP_PATH_LENGTH, PERSONAL_CLASSES, scalars } from '@simpul/contracts';
import Type, { type Static } from 'typebox';

const { AgreementNumber, Code, ConsumerRef, Day, LocalText, MemberRef, ServiceRef } = scalars;

/** An agreement as the region file writes it. */
export const AgreementEntry = Closed({
  id: AgreementNumber,
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  consumer: ConsumerRef,
  eligibility: Type.Optional(Eligibility),
  service: ServiceRef,
  major: Type.Optional(Type.Integer({ minimum: 0 })),
  endpoints: Type.Optional(
    Type.Array(
      Closed({
        method: Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', '*']),
        path: Type.String({ pattern: '^/', maxLength: MAX_OP_PATH_LENGTH, description: 'a path that begins with /' }),
      }),
      { minItems: 1, maxItems: 1000 },
    ),
  ),
  purpose: Closed({ code: Code, text: LocalText }),
  legalBasis: Type.String({ minLength: 1, maxLength: 500 }),
  dataElements: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 500 })),
  personal: Type.Optional(Type.Enum([...PERSONAL_CLASSES])),
  validFrom: Day,
  validUntil: Day,
  quota: Type.Optional(Closed({ perMinute: Type.Integer({ minimum: 1 }) })),
  expectedPerDay: Type.Optional(Type.Integer({ minimum: 1 })),
  pks: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 16 })),
  signatures: Type.Optional(Type.Enum(['none', 'request', 'both'])),
  onBehalfOf: Type.Optional(MemberRef),
  providedFor: Type.Optional(MemberRef),
  status: Type.Optional(Type.Enum(['active', 'suspended', 'revoked'])),
});
export type AgreementEntry = Static<typeof AgreementEntry>;
