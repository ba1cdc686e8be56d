import type { Operation } from './operation.ts';
import { AGREEMENT_OPERATIONS } from './operations/agreements.ts';
import { AUDIT_OPERATIONS } from './operations/audit.ts';
import { CATALOG_OPERATIONS } from './operations/catalog.ts';
import { DELEGATION_OPERATIONS, LINK_OPERATIONS } from './operations/delegations-and-links.ts';
import { IDENTITY_OPERATIONS } from './operations/identity.ts';
import { KEY_OPERATIONS } from './operations/keys.ts';
import { LOG_OPERATIONS } from './operations/log.ts';
import { PEOPLE_OPERATIONS } from './operations/people.ts';
import { PUBLIC_OPERATIONS } from './operations/public.ts';
import { RESOURCE_OPERATIONS } from './operations/registry-resources.ts';
import { REGISTRY_OPERATIONS } from './operations/registry.ts';

/** Everything that the public door serves outside `/r1`; a test holds it against the routes that there are. */
export const OPERATIONS: readonly Operation[] = [
  ...IDENTITY_OPERATIONS,
  ...PEOPLE_OPERATIONS,
  ...KEY_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...LOG_OPERATIONS,
  ...REGISTRY_OPERATIONS,
  ...RESOURCE_OPERATIONS,
  ...AGREEMENT_OPERATIONS,
  ...DELEGATION_OPERATIONS,
  ...LINK_OPERATIONS,
  ...CATALOG_OPERATIONS,
  ...PUBLIC_OPERATIONS,
];
