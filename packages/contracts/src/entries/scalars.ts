import Type, { type Static } from 'typebox';
import { PART } from '../identifiers.ts';

/** Every scalar says in `description` what is expected; findings quote it. */
const described = (pattern: string, description: string, maxLength = 2000) =>
  Type.String({ pattern, maxLength, description });

/** Dots alone would be path segments of another meaning. */
const NOT_DOTS = { not: { enum: ['.', '..'] } };

/** One part of an X-Road identifier. */
export const Code = Type.String({
  pattern: `^${PART}$`,
  ...NOT_DOTS,
  description: "a code of 1 to 100 letters, digits or '()+,-.=?_",
});
/** `CLASS/MEMBER`, with or without the instance before it. */
export const MemberRef = described(`^(${PART}/)?${PART}/${PART}$`, 'a member: CLASS/MEMBER');
/** `CLASS/MEMBER/SUBSYSTEM`, with or without the instance. */
export const SubsystemRef = described(`^(${PART}/)?${PART}/${PART}/${PART}$`, 'a subsystem: CLASS/MEMBER/SUBSYSTEM');
/** `CLASS/MEMBER/SUBSYSTEM/SERVICE`, with or without the instance. */
export const ServiceRef = described(
  `^(${PART}/)?${PART}/${PART}/${PART}/${PART}$`,
  'a service: CLASS/MEMBER/SUBSYSTEM/SERVICE',
);
/** Who may use a service: one subsystem, all of a group, or whoever is eligible. */
export const ConsumerRef = described(
  String.raw`^(\*|group:${PART}|(${PART}/)?${PART}/${PART}/${PART})$`,
  "a subsystem (CLASS/MEMBER/SUBSYSTEM), group:CODE, or '*' with eligibility",
);
/** Number of an agreement or of a delegation. */
export const AgreementNumber = described(
  '^[!-~]([ -~]{0,98}[!-~])?$',
  'a number of 1 to 100 printable ASCII characters',
);
/** A member, or one subsystem of it. */
export const PartyRef = described(
  `^(${PART}/)?${PART}/${PART}(/${PART})?$`,
  'a member (CLASS/MEMBER) or a subsystem (CLASS/MEMBER/SUBSYSTEM)',
);
/** Full id of a security server: `INSTANCE/CLASS/MEMBER/SERVER`, with or without the instance. */
export const ServerRef = described(`^(${PART}/)?${PART}/${PART}/${PART}$`, 'a server: CLASS/MEMBER/SERVER');
/** A day; whether it exists is checked later. */
export const Day = described(String.raw`^\d{4}-\d{2}-\d{2}$`, 'a day: YYYY-MM-DD');
/** An address; its parts are checked later. */
export const HttpUrl = described(String.raw`^https?://\S+$`, 'an address that begins with http:// or https://');
/** A path, relative to the region file. */
export const FilePath = described('^[^\u0000]+$', 'the path of a file', 1000);
/** Where an operator's machine keeps a certificate's fingerprint: SHA-256, with or without colons. */
export const Fingerprint = described(
  '^([0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})$',
  'the SHA-256 fingerprint of a certificate: 64 hex digits',
);
/** Name of an HTTP header field (RFC 9110, 5.1). */
export const HeaderName = described("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", 'the name of a header', 100);
/** Bytes, or a number with a unit: `8MiB`. */
export const Size = Type.Unsafe<string | number>({
  type: ['integer', 'string'],
  minimum: 0,
  pattern: String.raw`^\d{1,12}(B|KiB|MiB|GiB)$`,
  description: 'a size: bytes, or a number with B, KiB, MiB or GiB',
});
/** A text in Indonesian and, where it was given, in English. */
export const LocalText = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 2000 }),
    en: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  },
  { additionalProperties: false, description: 'a text: { id: …, en: … }' },
);
/** A secret by reference, never by value. */
export const SecretRef = Type.Object(
  {
    file: Type.Optional(FilePath),
    env: Type.Optional(described('^[A-Za-z_][A-Za-z0-9_]*$', 'the name of an environment variable', 200)),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: 'a secret by reference: { file: PATH } or { env: NAME }',
  },
);
export type SecretRef = Static<typeof SecretRef>;
/** Address ranges; their syntax is checked later. */
export const Egress = Type.Object(
  {
    allow: Type.Array(Type.String({ maxLength: 64, description: 'an address range such as 10.18.0.0/16' }), {
      maxItems: 256,
    }),
  },
  { additionalProperties: false, description: 'address ranges: { allow: [CIDR, …] }' },
);

/** All of them, for those who write entries of their own. */
export const scalars = {
  Code,
  MemberRef,
  SubsystemRef,
  ServiceRef,
  ConsumerRef,
  AgreementNumber,
  PartyRef,
  ServerRef,
  Day,
  HttpUrl,
  FilePath,
  Fingerprint,
  HeaderName,
  Size,
  LocalText,
  SecretRef,
  Egress,
} as const;
