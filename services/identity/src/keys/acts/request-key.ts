import { requireDuty } from '@simpul/bus';
import type { Actor, KeyRequest } from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import { v7 as uuidV7 } from 'uuid';
import { readPublicKey } from '../domain/public-key.ts';
import { type KeyDeps, MAX_OPEN_REQUESTS } from '../key-deps.ts';
import type { KeyWish } from '../keys.ts';
import type { StoredRequest } from '../store/key-requests.ts';
import { findSubsystem, refuseUnfit } from '../subsystem-state.ts';
import { writeKeyLeaf } from '../write-key-leaf.ts';

/**
 * Asks that a key be added to a subsystem; somebody else decides.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_*`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function requestKey(wish: KeyWish, actor: Actor, deps: KeyDeps): Promise<KeyRequest> {
  requireDuty('key:request', deps.matterOf(`${deps.instance() ?? ''}/${wish.subsystem}`), actor);
  await deps.records.refresh();
  const state = await findSubsystem(wish.subsystem, deps);
  const key = await readPublicKey(wish.jwk);
  refuseUnfit(state, key, deps);
  await refuseTooMany(state.id, deps);
  const { kid, alg, jwk } = key;
  const change = { type: 'key.requested', subsystem: state.id, kid, how: 'requested', actor } as const;
  const record = await writeKeyLeaf(deps.leaves, change);
  const request: StoredRequest = {
    id: uuidV7(),
    subsystem: state.id,
    kid,
    alg,
    jwk,
    requestedBy: actor.id,
    requestedAt: Date.now(),
    ...(wish.note !== undefined && { note: wish.note }),
    state: 'open',
  };
  await deps.requests.insert(request);
  return { ...shownRequest(request), record };
}

/** A request as it is shown: without the key's numbers. */
export function shownRequest(stored: StoredRequest): KeyRequest {
  const { jwk: _numbers, ...request } = stored;
  return request;
}

async function refuseTooMany(subsystem: string, { requests }: KeyDeps): Promise<void> {
  const limits = [
    [MAX_OPEN_REQUESTS.subsystem, await requests.countOpen(MAX_OPEN_REQUESTS.subsystem, subsystem)],
    [MAX_OPEN_REQUESTS.all, await requests.countOpen(MAX_OPEN_REQUESTS.all)],
  ] as const;
  for (const [limit, open] of limits) {
    if (open >= limit) throw new SimpulError(KEY.REQUESTS_TOO_MANY, { params: { limit } });
  }
}
