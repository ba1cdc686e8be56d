import {
  AgreementView,
  auditFindings,
  auditRecords,
  auditVerification,
  DelegationView,
  exchangeDirectory,
  identityEndSessions,
  identityGrant,
  identityInvite,
  identityPeople,
  identityKeyRequests,
  identityListKeys,
  identityRotateBusKey,
  KeyRequest,
  Leaf,
  PublicJwk,
  registryAllowLink,
  registryCatalog,
  registryDelegations,
  registryLinks,
  registryAgreements,
  registryApply,
  registryNotices,
  registryPlan,
  registryPutContract,
  registryRead,
  registryTemplates,
  SubsystemKey,
  TemplateView,
} from '@simpul/contracts';

type JsonSchema = Readonly<Record<string, unknown>>;

const TEXT: JsonSchema = { type: 'string' };
const TEXTS: JsonSchema = { type: 'array', items: TEXT };

/** An object that names all that it requires; others may be added to it. */
function open(required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}) {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

/** RFC 9457. */
const Problem = open({
  type: TEXT,
  title: TEXT,
  status: { type: 'integer' },
  code: { ...TEXT, pattern: '^SIMPUL_[A-Z0-9_]+$' },
  instance: { ...TEXT, format: 'uri' },
});

/** RFC 6749, section 5.1. */
const Token = open({
  access_token: TEXT,
  token_type: { const: 'DPoP' },
  expires_in: { type: 'integer', maximum: 300 },
  scope: TEXT,
});

/** RFC 6749, section 5.2. */
const TokenError = open({ error: TEXT }, { error_description: TEXT });

/** Form of the token endpoint (design 04). */
const TokenRequest = open(
  {
    grant_type: { const: 'client_credentials' },
    client_assertion_type: { const: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
    client_assertion: TEXT,
    resource: { ...TEXT, format: 'uri' },
  },
  { scope: TEXT, purpose: TEXT },
);

/** RFC 8414, what the bus shows of it. */
const AuthorizationServer = open({
  issuer: TEXT,
  token_endpoint: TEXT,
  jwks_uri: TEXT,
  scopes_supported: TEXTS,
  response_types_supported: TEXTS,
  grant_types_supported: TEXTS,
  token_endpoint_auth_methods_supported: TEXTS,
  token_endpoint_auth_signing_alg_values_supported: TEXTS,
  dpop_signing_alg_values_supported: TEXTS,
});

/** RFC 9728. */
const ProtectedResource = open({
  resource: TEXT,
  authorization_servers: TEXTS,
  bearer_methods_supported: TEXTS,
  dpop_signing_alg_values_supported: TEXTS,
  dpop_bound_access_tokens_required: { type: 'boolean' },
});

/** X-Road's `clientList` as JSON (PR-META). */
const ClientList = open({
  member: {
    type: 'array',
    items: open(
      {
        id: open(
          {
            object_type: { enum: ['MEMBER', 'SUBSYSTEM'] },
            xroad_instance: TEXT,
            member_class: TEXT,
            member_code: TEXT,
          },
          { subsystem_code: TEXT },
        ),
        name: TEXT,
      },
      { subsystem_name: TEXT },
    ),
  },
});

const Overview = open(
  {
    ...exchangeDirectory.result.properties,
    publicUrl: TEXT,
    logs: { type: 'array', items: open({ name: TEXT, origin: TEXT }) },
  },
  { example: TEXT },
);

/** What the registry knows of an object, beside what the region file would say. */
const { revision, managedBy, updatedAt } = registryRead.result.properties;
const STORED = { revision, managedBy, updatedAt };

const NAMED = {
  Problem,
  TokenRequest,
  Token,
  TokenError,
  KeySet: open({ keys: { type: 'array', items: PublicJwk } }),
  AuthorizationServer,
  ProtectedResource,
  Person: identityGrant.result,
  People: identityPeople.result,
  Invitation: identityInvite.params.properties.invitation,
  Invited: identityInvite.result,
  Roles: open({ grants: identityGrant.params.properties.grants }, { known: identityGrant.params.properties.known }),
  EndedSessions: identityEndSessions.result,
  SubsystemKey,
  SubsystemKeys: identityListKeys.result,
  KeyRequest,
  KeyRequests: identityKeyRequests.result,
  BusKeyRotation: identityRotateBusKey.result,
  Records: auditRecords.result,
  Findings: auditFindings.result,
  Verification: auditVerification.result,
  Leaf,
  RegionRequest: registryPlan.params,
  RegionPlan: registryApply.result,
  Agreement: AgreementView,
  Agreements: registryAgreements.result,
  Notices: registryNotices.result,
  Delegation: DelegationView,
  Delegations: registryDelegations.result,
  AllowedLink: registryAllowLink.result,
  Links: registryLinks.result,
  Template: TemplateView,
  Templates: registryTemplates.result,
  CatalogPage: open(
    { items: registryCatalog.result.properties.items, total: registryCatalog.result.properties.total },
    { next: TEXT },
  ),
  RegistryObject: open({ id: TEXT, ...STORED }),
  RegistryPage: open({ items: { type: 'array', items: open({ id: TEXT, ...STORED }) } }, { next: TEXT }),
  KeptContract: registryPutContract.result,
  ClientList,
  Overview,
} as const;

export type SchemaName = keyof typeof NAMED;

/** Where a schema of the reference stands in its document. */
export function refTo(name: SchemaName): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Every schema of the reference as plain JSON Schema: those of the contracts are TypeBox, which carries more than JSON. */
export function plainSchemas(): Record<SchemaName, JsonSchema> {
  const plain = JSON.parse(JSON.stringify(NAMED)) as Record<SchemaName, JsonSchema>;
  return { ...plain, Records: withLeaf(plain.Records) };
}

/** The contract leaves a record's leaf open, since the log checked it when it was written. */
function withLeaf(records: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(records), (key, value: unknown) =>
    key === 'leaf' ? refTo('Leaf') : value,
  ) as JsonSchema;
}
