import { compile } from '@simpul/bus';
import { type GrantedRole, identityGrant, identityInvite, type Invitation } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';

const invitationFault = compile(identityInvite.params.properties.invitation);
const grantsFault = compile(identityGrant.params.properties.grants);

/**
 * Holds to its contract what may come from a form, past the bus.
 * @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` naming the place and the rule, never the value
 */
export function checkInvitation(invitation: Invitation): void {
  refuse(invitationFault(invitation));
}

/** The same for roles. @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` */
export function checkRoles(grants: readonly GrantedRole[]): void {
  refuse(grantsFault(grants));
}

function refuse(fault: ReturnType<typeof invitationFault>): void {
  if (fault === undefined) return;
  throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason: `${fault.place} breaks the rule ${fault.rule}` } });
}
