import Type, { type Static } from 'typebox';
import { Closed } from './action.ts';
import { Agreement, Template } from './agreement-objects.ts';
import { Delegation } from './delegation.ts';
import { Digest, MemberId, ServiceId, SubsystemId } from './identifiers.ts';
import { LegacyLink } from './legacy-link.ts';
import { Code, Day, MEMBER_KINDS, PERSONAL_CLASSES, RegionCode, Text } from './registry-scalars.ts';

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
  region: Type.Optional(RegionCode),
  kind: Type.Enum([...MEMBER_KINDS]),
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
  /** Base address that is called; absent only in a sandbox, where the contract's examples answer. */
  url: Type.Optional(Type.String()),
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
      personal: Type.Enum([...PERSONAL_CLASSES]),
      elements: Type.Array(Type.String()),
      subjects: Type.Array(SubjectPointer),
    }),
  ),
});
export type Service = Static<typeof Service>;

/** Where a version stands in its life, in this order. */
export const VERSION_STATES = ['draft', 'sandbox', 'active', 'deprecated', 'retired'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/**
 * One version of a service; its object's id is `{service}@{version}`. A service of which none is registered has one, its
 * `version`, which is active. The days are those of the region's time zone; who uses a version evaluates them then.
 */
export const Version = Closed({
  service: ServiceId,
  version: Type.String({ minLength: 1, maxLength: 50 }),
  state: Type.Enum([...VERSION_STATES]),
  /** First day on which an `active` one answers. */
  from: Type.Optional(Day),
  /** Since when it is `deprecated` (RFC 9745), and the last day on which it answers (RFC 8594). */
  deprecatedAt: Type.Optional(Day),
  sunset: Type.Optional(Day),
  /** Base address that is called in place of the service's. */
  url: Type.Optional(Type.String()),
  /** Digest of its contract. */
  contract: Type.Optional(Digest),
});
export type Version = Static<typeof Version>;

/**
 * The OpenAPI document of a service or of one of its versions, as registered: its text (YAML or JSON) and that text's
 * digest. Its object's id is the service's id, or `{service}@{version}`.
 */
export const Contract = Closed({
  service: ServiceId,
  version: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  mediaType: Type.String(),
  text: Type.String(),
  digest: Digest,
});
export type Contract = Static<typeof Contract>;

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
  object('version', Version),
  object('contract', Contract),
  object('agreement', Agreement),
  object('template', Template),
  object('delegation', Delegation),
  object('link', LegacyLink),
  object('person', Person),
]);
export type RegistryObject = Static<typeof RegistryObject>;
export type RegistryKind = RegistryObject['kind'];
