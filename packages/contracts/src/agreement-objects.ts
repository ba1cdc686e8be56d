import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { Digest, MemberId, PART, ServiceId, SubsystemId } from './identifiers.ts';
import { Code, Day, Endpoint, MEMBER_KINDS, PERSONAL_CLASSES, RegionCode, Text } from './registry-scalars.ts';

/** Only `active` within its dates gives a right. `refused`, `revoked` and `expired` are final, but for a renewal of the last. */
export const AGREEMENT_STATES = ['requested', 'active', 'suspended', 'refused', 'revoked', 'expired'] as const;
export type AgreementState = (typeof AGREEMENT_STATES)[number];

/** Number of an agreement: 1 to 100 printable ASCII characters. */
export const AgreementId = Type.String({ pattern: '^[!-~]([ -~]{0,98}[!-~])?$' });

/** Who may be the consumer by what the agency is; what is given must all hold. */
export const Eligibility = Type.Object(
  {
    kind: Type.Optional(Type.Array(Type.Enum([...MEMBER_KINDS]), { minItems: 1, maxItems: MEMBER_KINDS.length })),
    /** Member classes of X-Road: `GOV`. */
    class: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: 16 })),
    /** Kemendagri codes; what is below one belongs to it. */
    region: Type.Optional(Type.Array(RegionCode, { minItems: 1, maxItems: 64 })),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type Eligibility = Static<typeof Eligibility>;

/** Numbers of the written agreements (PKS, MoU, NDA) on which this one stands. */
const Pks = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 16 });
const LegalBasis = Type.String({ minLength: 1, maxLength: 500 });
const AgreementVersion = Type.Integer({ minimum: 1 });

/** What an agreement says: immutable; a change is a new version with a digest of its own. */
export const AGREEMENT_TEXT = {
  id: AgreementId,
  /** Of this text, from 1. */
  version: AgreementVersion,
  /** A subsystem's full id, `group:CODE`, or `*`: every subsystem of an agency that `eligibility` describes. */
  consumer: Type.Union([SubsystemId, Type.String({ pattern: `^group:${PART}$` }), Type.Literal('*')]),
  /** The right is there while the consumer's agency is so; without it `*` gives nobody a right. */
  eligibility: Type.Optional(Eligibility),
  service: ServiceId,
  /** Major version of the service; absent: that of its default version. */
  major: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Absent: the whole service. */
  endpoints: Type.Optional(Type.Array(Endpoint, { minItems: 1, maxItems: 1000 })),
  purpose: Closed({ code: Code, text: Text }),
  legalBasis: LegalBasis,
  /** What the consumer gets to know, of the service's `data.elements`. */
  dataElements: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 500 }),
  /** The service's class of personal data when the text was written. */
  personal: Type.Enum([...PERSONAL_CLASSES]),
  /** First and last day, inclusive, in the region's time zone. */
  validFrom: Day,
  validUntil: Day,
  quota: Type.Optional(Closed({ perMinute: Type.Integer({ minimum: 1 }) })),
  /** Exchanges a day that the consumer expects to make: what the provider plans with; nothing is refused by it. */
  expectedPerDay: Type.Optional(Type.Integer({ minimum: 1 })),
  pks: Type.Optional(Pks),
  signatures: Type.Enum(['none', 'request', 'both']),
  /** The party for whom the consumer asks, under a delegation. */
  onBehalfOf: Type.Optional(MemberId),
  /** The member for whom the service's agency provides, under a delegation. */
  providedFor: Type.Optional(MemberId),
};

/** The dated right of a consumer to use a service for a purpose. */
export const Agreement = Closed({
  ...AGREEMENT_TEXT,
  status: Type.Enum([...AGREEMENT_STATES]),
  /** Day on which `status` became so; absent for a region file's. */
  since: Type.Optional(Day),
  /** SHA-256 of the JCS (RFC 8785) of the text: of everything here but `status`, `since` and this member. */
  digest: Digest,
});
export type Agreement = Static<typeof Agreement>;
const AgreementText = Closed(AGREEMENT_TEXT);
export type AgreementText = Static<typeof AgreementText>;

/** What the province writes once for many: an agreement without its parties' own part. Agencies instantiate it. */
export const Template = Closed({
  id: AgreementId,
  name: Text,
  service: ServiceId,
  major: Type.Optional(Type.Integer({ minimum: 0 })),
  endpoints: Type.Optional(Type.Array(Endpoint, { minItems: 1, maxItems: 1000 })),
  purpose: Closed({ code: Code, text: Text }),
  legalBasis: LegalBasis,
  dataElements: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 500 })),
  quota: Type.Optional(Closed({ perMinute: Type.Integer({ minimum: 1 }) })),
  signatures: Type.Enum(['none', 'request', 'both']),
  pks: Type.Optional(Pks),
  /** Agencies that may instantiate it; their agreements end when they are no longer so. */
  eligibility: Type.Optional(Eligibility),
  /** Days that an agreement made of it lasts, unless its request says otherwise. */
  days: Type.Integer({ minimum: 1, maximum: 1827 }),
});
export type Template = Static<typeof Template>;
