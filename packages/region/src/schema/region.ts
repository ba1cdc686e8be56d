import { Closed, GroupEntry, scalars } from '@simpul/contracts';
import Type, { type Static } from 'typebox';
import { AgreementEntry } from './agreement.ts';
import { DelegationEntry } from './delegation.ts';
import { MemberEntry } from './member.ts';

const { Code, Egress, LocalText, ServerRef } = scalars;

/** Roles of officials (design 04). */
const ROLES = ['operator', 'integrator', 'steward', 'auditor', 'privacy', 'watcher'] as const;

const PersonEntry = Closed({
  email: Type.String({ pattern: String.raw`^[^\s@]+@[^\s@]+$`, maxLength: 254, description: 'an e-mail address' }),
  role: Type.Enum([...ROLES]),
  scope: Type.Optional(
    Type.String({ minLength: 1, maxLength: 303, description: 'a region code or a member, in quotes' }),
  ),
});

/** The region file, as it is written. */
export const RegionFile = Closed(
  {
    version: Type.Literal(1),
    instance: Code,
    name: LocalText,
    mode: Type.Enum(['sandbox', 'production']),
    timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'an IANA time zone' })),
    xroad: Type.Optional(
      Closed({ errorStyle: Type.Optional(Type.Enum(['x7', 'x8'])), server: Type.Optional(ServerRef) }),
    ),
    egress: Type.Optional(Egress),
    groups: Type.Optional(Type.Array(GroupEntry, { maxItems: 10_000 })),
    members: Type.Array(MemberEntry, { maxItems: 10_000 }),
    agreements: Type.Optional(Type.Array(AgreementEntry, { maxItems: 100_000 })),
    delegations: Type.Optional(Type.Array(DelegationEntry, { maxItems: 100_000 })),
    people: Type.Optional(Type.Array(PersonEntry, { maxItems: 10_000 })),
  },
  { description: 'a region: version, instance, name, mode, members, …' },
);
export type RegionFile = Static<typeof RegionFile>;

/** JSON Schema (2020-12) of the region file. */
export const REGION_SCHEMA: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Simpul region file',
  ...RegionFile,
};
