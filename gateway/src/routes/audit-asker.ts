import type { Asker } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import { type ApiCaller, may } from '../auth/api-caller.ts';

/**
 * A caller as audit knows one. Subsystems see what they took part in; people take part in nothing, so they see all or
 * nothing.
 * @throws SimpulError `SIMPUL_HTTP_FORBIDDEN` for a person who is no auditor of the whole region
 */
export function toAsker(caller: ApiCaller): Asker {
  const auditor = may(caller, 'audit:read');
  if (caller.actor.kind === 'client') return { id: caller.id, auditor };
  if (!auditor) throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: 'audit:read' } });
  return { id: caller.id, auditor, person: true };
}
