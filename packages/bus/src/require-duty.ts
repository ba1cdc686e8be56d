import { type Act, type Actor, type Matter, objectionTo } from '@simpul/contracts';
import { DUTY, SimpulError } from '@simpul/errors';

const OBJECTIONS = {
  role: DUTY.ROLE_MISSING,
  scope: DUTY.SCOPE_MISSING,
  'own-request': DUTY.OWN_REQUEST,
  'already-agreed': DUTY.ALREADY_AGREED,
} as const;

/** @throws SimpulError `SIMPUL_DUTY_*` where somebody may not do an act. */
export function requireDuty(act: Act, matter: Matter, actor: Actor): void {
  const objection = objectionTo(act, matter, actor);
  if (objection !== undefined) throw new SimpulError(OBJECTIONS[objection], { params: { act } });
}
