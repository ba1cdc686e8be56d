import type { AllClientMetadata } from 'oidc-provider';
import { CLI_CLIENT_ID, CLI_REDIRECT_URI, DEVICE_CODE_GRANT, ROLES_SCOPE } from '../../domain/people-profile.ts';

/** The one client with which people act on the bus's own APIs. */
export const CLI_CLIENT: AllClientMetadata = {
  client_id: CLI_CLIENT_ID,
  client_name: 'simpul (CLI)',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token', DEVICE_CODE_GRANT],
  response_types: ['code'],
  response_modes: ['query'],
  redirect_uris: [CLI_REDIRECT_URI],
  scope: ROLES_SCOPE,
};
