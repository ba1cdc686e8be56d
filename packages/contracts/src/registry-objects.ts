import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { Digest, MemberId, PART, ServiceId, SubsystemId } from './identifiers.ts';

/** A text in Indonesian and, where it was given, in English. */
export const Text = Closed({
  id: Type.String({ maxLength: 2000 }),
  en: Type.Optional(Type.String({ maxLength: 2000 })),
});
/** Characters of a path pattern or template: with its method it must fit a leaf's `op`. */
export const MAX_OP_PATH_LENGTH = 400;
const Code = Type.String({ pattern: `^${PART}$` });
const Cidrs = Type.Array(Type.String({ maxLength: 64 }), { maxItems: 256 });
/** A secret by reference, never by value: a file (absolute path) or an environment variable. */
export const SecretRef = Type.Union([Closed({ file: Type.String() }), Closed({ env: Type.String() })]);
export type SecretRef = Static<typeof SecretRef>;
/** A public JWK as registered (RFC 7517). */
export const PublicJwk = Type.Object(
  { kty: Type.String(), kid: Type.Optional(Type.String()), alg: Type.Optional(Type.String()) },
  { additionalProperties: Type.Unknown() },
);

/** What holds for the whole region. */
export const Settings = Closed({
  instance: Code,
  name: Text,
  mode: Type.Enum(['sandbox', 'production']),
  /** IANA zone in which dates of agreements are days. */
  timezone: Type.String(),
  xroad: Closed({ errorStyle: Type.Enum(['x7', 'x8']), server: Type.Optional(Type.String()) }),
  egress: Closed({ allow: Cidrs }),
});
export type Settings = Static<typeof Settings>;

export const Group = Closed({ code: Code, members: Type.Array(SubsystemId) });
export type Group = Static<typeof Group>;

export const Member = Closed({
  id: MemberId,
  name: Text,
  /** Kemendagri code, dotted: `18.71`. */
  region: Type.Optional(Type.String({ pattern: String.raw`^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$` })),
  kind: Type.Enum(['pemprov', 'pemkab', 'pemkot', 'opd', 'pusat', 'bumd', 'swasta']),
  /** Absent: the region's list. */
  egress: Type.Optional(Closed({ allow: Cidrs })),
});
export type Member = Static<typeof Member>;

export const Subsystem = Closed({
  id: SubsystemId,
  name: Text,
  link: Type.Enum(['token', 'mtls', 'open']),
  status: Type.Enum(['active', 'suspended']),
  jwks: Type.Optional(Closed({ keys: Type.Array(PublicJwk, { maxItems: 16 }) })),
  jwksUri: Type.Optional(Type.String()),
  certificates: Type.Array(Type.String(), { maxItems: 32 }),
});
export type Subsystem = Static<typeof Subsystem>;

export const ConnectorAuth = Type.Union([
  Closed({ kind: Type.Literal('none') }),
  Closed({ kind: Type.Literal('header'), name: Type.String(), secret: SecretRef }),
  Closed({ kind: Type.Literal('basic'), username: Type.String(), password: SecretRef }),
  Closed({ kind: Type.Literal('mtls'), certificate: SecretRef, key: SecretRef }),
]);
export type ConnectorAuth = Static<typeof ConnectorAuth>;

/** How the bus reaches the system behind a service. */
export const Connector = Closed({
  kind: Type.Literal('rest'),
  auth: ConnectorAuth,
  /** PEM file (absolute path) of the authority that signed the provider's certificate. */
  ca: Type.Optional(Type.String()),
});
export type Connector = Static<typeof Connector>;

/** Where a service's messages name persons (design 05, `subjects`). */
export const SubjectPointer = Closed({
  in: Type.Enum(['path', 'query', 'body', 'response']),
  /** A parameter's name, or a JSON Pointer whose segments may be `*`. */
  at: Type.String(),
  kind: Type.String(),
});
export type SubjectPointer = Static<typeof SubjectPointer>;

/** What `maxBody` of a service may be at most, bytes: 16 GiB, which take half an hour at 10 MB/s. */
export const MAX_BODY_BYTES = 16 * 2 ** 30;

export const Service = Closed({
  id: ServiceId,
  name: Text,
  type: Type.Enum(['OPENAPI', 'REST']),
  version: Type.String({ maxLength: 100 }),
  /** Base address that is called. */
  url: Type.String(),
  /** Largest body, bytes. Above 8 MiB bodies of both directions may stream; answers of up to 8 MiB are always held. */
  maxBody: Type.Integer({ minimum: 0, maximum: MAX_BODY_BYTES }),
  encodedSlash: Type.Enum(['refuse', 'data']),
  connector: Connector,
  timeoutMs: Type.Integer({ minimum: 1, maximum: 300_000 }),
  status: Type.Enum(['active', 'disabled', 'maintenance']),
  notice: Type.String(),
  responses: Type.Enum(['report', 'enforce']),
  data: Type.Optional(
    Closed({
      classification: Type.Enum(['terbuka', 'terbatas', 'dikecualikan']),
      personal: Type.Enum(['none', 'umum', 'spesifik']),
      elements: Type.Array(Type.String()),
      subjects: Type.Array(SubjectPointer),
    }),
  ),
});
export type Service = Static<typeof Service>;

/** The OpenAPI document of a service, as registered: its text (YAML or JSON) and that text's digest. */
export const Contract = Closed({ service: ServiceId, mediaType: Type.String(), text: Type.String(), digest: Digest });
export type Contract = Static<typeof Contract>;

export const Endpoint = Closed({
  method: Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', '*']),
  /** `*` stands for one segment, `**` for any number. */
  path: Type.String({ pattern: '^/', maxLength: MAX_OP_PATH_LENGTH }),
});
export type Endpoint = Static<typeof Endpoint>;

const Day = Type.String({ pattern: String.raw`^\d{4}-\d{2}-\d{2}$` });

/** The dated right of a consumer to use a service for a purpose. */
export const Agreement = Closed({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  /** A subsystem's full id, or `group:CODE`. */
  consumer: Type.Union([SubsystemId, Type.String({ pattern: `^group:${PART}$` })]),
  service: ServiceId,
  /** Absent: the whole service. */
  endpoints: Type.Optional(Type.Array(Endpoint, { minItems: 1 })),
  purpose: Closed({ code: Code, text: Text }),
  legalBasis: Type.String({ minLength: 1, maxLength: 500 }),
  /** First and last day, inclusive, in the region's time zone. */
  validFrom: Day,
  validUntil: Day,
  quota: Type.Optional(Closed({ perMinute: Type.Integer({ minimum: 1 }) })),
  signatures: Type.Enum(['none', 'request', 'both']),
  onBehalfOf: Type.Optional(Type.String({ maxLength: 303 })),
  status: Type.Enum(['active', 'suspended']),
  /** SHA-256 of the JCS of the agreement as registered, without this member. */
  digest: Digest,
});
export type Agreement = Static<typeof Agreement>;

/** An official; sandbox accounts only. */
export const Person = Closed({ email: Type.String(), role: Type.String(), scope: Type.Optional(Type.String()) });
export type Person = Static<typeof Person>;

const object = <K extends string, V extends Type.TSchema>(kind: K, value: V) =>
  Closed({ kind: Type.Literal(kind), id: Type.String(), value });

/** Everything that the registry knows is one of these. `id` is unique within its `kind`. */
export const RegistryObject = Type.Union([
  object('settings', Settings),
  object('group', Group),
  object('member', Member),
  object('subsystem', Subsystem),
  object('service', Service),
  object('contract', Contract),
  object('agreement', Agreement),
  object('person', Person),
]);
export type RegistryObject = Static<typeof RegistryObject>;
export type RegistryKind = RegistryObject['kind'];
