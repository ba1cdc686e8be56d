import type { Asker } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import { type ApiCaller, may } from '../auth/api-caller.ts';

/**
 * A caller as audit knows one. Subsystems see what they took part in, and what was done on behalf of their member; people
 * take part in nothing: an auditor of the whole region sees all, an auditor of a member what was done on its behalf.
 * @param instance - the region's, where members may be meant
 * @throws SimpulError `SIMPUL_HTTP_FORBIDDEN` for a person who is no auditor
 */
export function toAsker(caller: ApiCaller, instance?: string): Asker {
  const auditor = may(caller, 'audit:read');
  if (caller.actor.kind === 'client') return { id: caller.id, auditor };
  if (auditor) return { id: caller.id, auditor, person: true };
  const members = instance === undefined ? [] : membersOf(caller, instance);
  if (members.length === 0) throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: 'audit:read' } });
  return { id: caller.id, auditor, person: true, members };
}

/** The members that somebody is an auditor of. */
function membersOf({ actor }: ApiCaller, instance: string): string[] {
  return actor.grants.flatMap(({ role, scope }) =>
    role === 'auditor' && scope?.includes('/') === true ? [`${instance}/${scope}`] : [],
  );
}
