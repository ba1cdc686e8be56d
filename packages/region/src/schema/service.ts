import { Closed } from '@simpul/contracts';
import Type, { type Static } from 'typebox';
import { Code, FilePath, HeaderName, HttpUrl, LocalText, SecretRef, Size } from './scalars.ts';

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

/** A service as the region file writes it. */
export const ServiceEntry = Closed({
  code: Code,
  name: LocalText,
  type: Type.Enum(['OPENAPI', 'REST']),
  version: Type.String({ minLength: 1, maxLength: 50, description: 'a version in quotes, such as "1.2.0"' }),
  openapi: Type.Optional(FilePath),
  url: HttpUrl,
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
