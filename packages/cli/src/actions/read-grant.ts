import type { GrantedRole } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';

/** Options that name a role and what it is for. */
export interface RoleOptions {
  readonly role: string;
  readonly scope?: string;
}

/** `ROLES` of `@simpul/contracts`, written again: whoever only needs a name must not load every schema. */
const ROLES = ['operator', 'integrator', 'data-steward', 'auditor', 'privacy-officer', 'watcher'] as const;

/** The role that the options mean. @throws SimpulError `SIMPUL_CLI_USAGE` */
export function readGrant({ role: written, scope }: RoleOptions): GrantedRole {
  const role = ROLES.find((one) => one === written);
  if (role === undefined) {
    throw new SimpulError(CLI.USAGE, { params: { reason: `"${written}" is no role; roles are ${ROLES.join(', ')}` } });
  }
  return { role, ...(scope !== undefined && { scope }) };
}
