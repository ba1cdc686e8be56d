import { SCOPES } from './profile.ts';

/** Members of the authorization server's metadata (RFC 8414) that describe something we do. */
const MEMBERS = [
  'issuer',
  'authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'require_pushed_authorization_requests',
  'device_authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'jwks_uri',
  'scopes_supported',
  'response_types_supported',
  'grant_types_supported',
  'code_challenge_methods_supported',
  'authorization_response_iss_parameter_supported',
  'token_endpoint_auth_methods_supported',
  'token_endpoint_auth_signing_alg_values_supported',
  'dpop_signing_alg_values_supported',
];

/** Leaves of the provider's metadata what this service does; the library also names endpoints that are closed here. */
export function restrictMetadata(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.fromEntries(MEMBERS.filter((name) => name in document).map((name) => [name, document[name]]));
  const { scopes_supported: scopes } = kept;
  // The library adds `openid` on its own.
  if (Array.isArray(scopes)) kept.scopes_supported = scopes.filter((scope) => SCOPES.includes(scope));
  // A certificate can only come over TLS; the binding is ours, so the library does not tell of it (RFC 8705 section 3.3).
  kept.tls_client_certificate_bound_access_tokens = String(kept.issuer).startsWith('https:');
  return kept;
}
