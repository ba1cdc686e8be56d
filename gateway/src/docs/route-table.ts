import type { Operation } from './operation.ts';
import { AUDIT_OPERATIONS } from './operations/audit.ts';
import { IDENTITY_OPERATIONS } from './operations/identity.ts';
import { KEY_OPERATIONS } from './operations/keys.ts';
import { LOG_OPERATIONS } from './operations/log.ts';
import { PEOPLE_OPERATIONS } from './operations/people.ts';
import { PUBLIC_OPERATIONS } from './operations/public.ts';
import { REGISTRY_OPERATIONS } from './operations/registry.ts';

/** Everything that the public door serves outside `/r1`; a test holds it against the routes that there are. */
export const OPERATIONS: readonly Operation[] = [
  ...IDENTITY_OPERATIONS,
  ...PEOPLE_OPERATIONS,
  ...KEY_OPERATIONS,
  ...AUDIT_OPERATIONS,
  ...LOG_OPERATIONS,
  ...REGISTRY_OPERATIONS,
  ...PUBLIC_OPERATIONS,
];
