import { type Actor, type KeyRequest, objectionTo } from '@simpul/contracts';
import { DUTY, SimpulError } from '@simpul/errors';
import { type KeyDeps, MAX_LISTED, MAX_OPEN_REQUESTS } from '../key-deps.ts';
import { shownRequest } from './request-key.ts';

/** Requests within the scope of whoever asks, newest first. @throws SimpulError `SIMPUL_DUTY_ROLE_MISSING` */
export async function listRequests(
  actor: Actor,
  state: KeyRequest['state'] | undefined,
  { requests, matterOf }: KeyDeps,
): Promise<KeyRequest[]> {
  if (objectionTo('key:read', {}, actor) === 'role') {
    throw new SimpulError(DUTY.ROLE_MISSING, { params: { act: 'key:read' } });
  }
  const found = await requests.list(MAX_OPEN_REQUESTS.all, state);
  return found
    .filter(({ subsystem }) => objectionTo('key:read', matterOf(subsystem), actor) === undefined)
    .slice(0, MAX_LISTED)
    .map(shownRequest);
}
