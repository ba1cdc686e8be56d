import { Closed, MAX_OP_PATH_LENGTH } from '@simpul/contracts';
import Type, { type Static } from 'typebox';
import { Code, ConsumerRef, Day, LocalText, MemberRef, ServiceRef } from './scalars.ts';

/** An agreement as the region file writes it. */
export const AgreementEntry = Closed({
  id: Type.String({
    pattern: '^[!-~]([ -~]{0,98}[!-~])?$',
    description: 'an agreement number of 1 to 100 printable ASCII characters',
  }),
  consumer: ConsumerRef,
  service: ServiceRef,
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
  validFrom: Day,
  validUntil: Day,
  quota: Type.Optional(Closed({ perMinute: Type.Integer({ minimum: 1 }) })),
  signatures: Type.Optional(Type.Enum(['none', 'request', 'both'])),
  onBehalfOf: Type.Optional(MemberRef),
  status: Type.Optional(Type.Enum(['active', 'suspended'])),
});
export type AgreementEntry = Static<typeof AgreementEntry>;
