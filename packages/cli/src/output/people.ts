import type { AccountView, GrantedRole } from '@simpul/contracts';
import type { Invited } from '../api/people.ts';

/** A person on one line: id, state, address, name, roles. */
export function formatPerson({ id, status, email, name, grants }: AccountView): string {
  return [id, status.padEnd('invited'.length), email ?? '-', name ?? '-', formatGrants(grants)].join('  ');
}

/** What is to be sent to somebody who was invited. */
export function formatInvited({ person, link, expiresAt }: Invited): string {
  return `Invited ${person.email ?? person.name ?? person.id} as ${formatGrants(person.grants)}.
This link works once, until ${new Date(expiresAt).toISOString()}; who has it comes in, so send it to that person alone:
${link}
`;
}

function formatGrants(grants: readonly GrantedRole[]): string {
  return grants.map(({ role, scope }) => (scope === undefined ? role : `${role} (${scope})`)).join(', ') || 'no role';
}
