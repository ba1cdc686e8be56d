import { ROLES_SCOPE } from './people-profile.ts';

/** Algorithms of client assertions and DPoP proofs in the profile SIMPUL-M2M-1. */
export const ALGORITHMS = ['ES256', 'PS256', 'EdDSA'] as const;
/** Algorithm of the keys that this service makes. */
export const OWN_ALGORITHM = 'ES256';
/** Seconds that an access token lives. */
export const TOKEN_TTL_S = 300;
/** Seconds that a client assertion may live. */
export const ASSERTION_MAX_S = 60;
/** Seconds that a caller's clock may be ahead (FAPI 2.0 Security Profile, 5.3.2.1). */
export const CLOCK_AHEAD_S = 10;

/** Clients of the bus's own APIs that a sandbox has, with their scopes; `sandbox-` and the name is the client id. */
export const SANDBOX_CLIENTS = {
  operator: 'registry:write registry:approve region:apply people:write',
  integrator: 'registry:request',
  steward: 'registry:request registry:approve',
  auditor: 'audit:read people:read',
} as const;

/** What the client of a data folder without an operator may do: invite one. */
export const FIRST_OPERATOR_SCOPE = 'people:first';

/** Every scope there is. */
export const SCOPES: readonly string[] = [
  ROLES_SCOPE,
  ...new Set(Object.values(SANDBOX_CLIENTS).flatMap((scopes) => scopes.split(' '))),
  FIRST_OPERATOR_SCOPE,
];
