import Type, { type Static } from 'typebox';
import { Closed } from '../action.ts';
import { Code, Day, FilePath, HeaderName, HttpUrl, LocalText, SecretRef, Size } from './scalars.ts';

const Auth = {
  none: Closed({ kind: Type.Literal('none') }),
  header: Closed({ kind: Type.Literal('header'), name: HeaderName, secret: SecretRef }),
  basic: Closed({
    kind: Type.Literal('basic'),
    username: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^:]*$' }),
    password: SecretRef,
  }),
  mtls: Closed({ kind: Type.Literal('mtls'), certificate: SecretRef, key: SecretRef }),
};

/** How the bus shows itself to a provider's system; `kind` decides, so that findings speak of one kind only. */
const ConnectorAuth = Type.Unsafe<Static<(typeof Auth)[keyof typeof Auth]>>({
  type: 'object',
  discriminator: { propertyName: 'kind' },
  oneOf: Object.values(Auth),
  description: 'kind none, header, basic or mtls',
});

const Subject = Closed({
  in: Type.Enum(['path', 'query', 'body', 'response']),
  at: Type.String({ minLength: 1, maxLength: 200 }),
  kind: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,49}$', description: 'a kind of identifier such as nik' }),
});

/** A service as the region file and the API write it. */
export const ServiceEntry = Closed({
  code: Code,
  name: LocalText,
  type: Type.Enum(['OPENAPI', 'REST']),
  version: Type.String({ minLength: 1, maxLength: 50, description: 'a version in quotes, such as "1.2.0"' }),
  /** Absent only in a sandbox: the contract's examples answer. */
  url: Type.Optional(HttpUrl),
  maxBody: Type.Optional(Size),
  encodedSlash: Type.Optional(Type.Enum(['refuse', 'data'])),
  connector: Type.Optional(
    Closed({ kind: Type.Literal('rest'), auth: Type.Optional(ConnectorAuth), ca: Type.Optional(FilePath) }),
  ),
  timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 300_000 })),
  status: Type.Optional(Type.Enum(['active', 'disabled', 'maintenance'])),
  notice: Type.Optional(Type.String({ maxLength: 2000 })),
  responses: Type.Optional(Type.Enum(['report', 'enforce'])),
  data: Type.Optional(
    Closed({
      classification: Type.Enum(['terbuka', 'terbatas', 'dikecualikan']),
      personal: Type.Enum(['none', 'umum', 'spesifik']),
      elements: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 500 })),
      subjects: Type.Optional(Type.Array(Subject, { maxItems: 100 })),
    }),
  ),
});
export type ServiceEntry = Static<typeof ServiceEntry>;

/** A version of a service as the API writes it. */
export const VersionEntry = Closed({
  version: Type.String({
    pattern: String.raw`^\d{1,9}(\.\d{1,9}){0,2}(-[0-9A-Za-z][0-9A-Za-z.-]{0,19})?$`,
    description: 'a version such as 1.2.0 or 2.0.0-rc.1',
  }),
  state: Type.Optional(Type.Enum(['draft', 'sandbox', 'active', 'deprecated', 'retired'])),
  from: Type.Optional(Day),
  sunset: Type.Optional(Day),
  url: Type.Optional(HttpUrl),
});
export type VersionEntry = Static<typeof VersionEntry>;
