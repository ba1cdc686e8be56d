import Type, { type Static } from 'typebox';
import { Closed } from '../action.ts';
import { PublicJwk } from '../registry-objects.ts';
import { Code, Egress, Fingerprint, HttpUrl, LocalText, SubsystemRef } from './scalars.ts';

/** A subsystem as the region file and the API write it. */
export const SubsystemEntry = Closed({
  code: Code,
  name: LocalText,
  link: Type.Optional(Type.Enum(['token', 'mtls', 'open'])),
  status: Type.Optional(Type.Enum(['active', 'suspended'])),
  jwks: Type.Optional(Closed({ keys: Type.Array(PublicJwk, { maxItems: 16 }) })),
  jwksUri: Type.Optional(HttpUrl),
  certificates: Type.Optional(Type.Array(Fingerprint, { maxItems: 32 })),
});
export type SubsystemEntry = Static<typeof SubsystemEntry>;

/** A member as the region file and the API write it. */
export const MemberEntry = Closed({
  class: Code,
  code: Code,
  name: LocalText,
  region: Type.Optional(
    Type.String({
      pattern: String.raw`^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$`,
      description: 'a Kemendagri code in quotes, such as "18.71"',
    }),
  ),
  kind: Type.Enum(['pemprov', 'pemkab', 'pemkot', 'opd', 'pusat', 'bumd', 'swasta']),
  egress: Type.Optional(Egress),
});
export type MemberEntry = Static<typeof MemberEntry>;

/** A group of subsystems as the region file and the API write it. */
export const GroupEntry = Closed({ code: Code, members: Type.Array(SubsystemRef, { maxItems: 10_000 }) });
export type GroupEntry = Static<typeof GroupEntry>;
