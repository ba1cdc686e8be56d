import { requireDuty } from '@simpul/bus';
import type { KeyRequest } from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import { readPublicKey } from '../domain/public-key.ts';
import type { KeyDeps } from '../key-deps.ts';
import type { Keys } from '../keys.ts';
import type { StoredRequest } from '../store/key-requests.ts';
import { findSubsystem, refuseUnfit } from '../subsystem-state.ts';
import { writeKeyLeaf } from '../write-key-leaf.ts';
import { shownRequest } from './request-key.ts';

/**
 * Decides on a request, never on the own one.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_*`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function decideRequest(params: Parameters<Keys['decide']>[0], deps: KeyDeps): Promise<KeyRequest> {
  const { id, decision, reason, actor } = params;
  const request = await deps.requests.get(id);
  if (request === undefined) throw new SimpulError(KEY.REQUEST_UNKNOWN);
  const { subsystem, requestedBy, state, kid } = request;
  requireDuty('key:decide', { ...deps.matterOf(subsystem), requestedBy }, actor);
  if (state !== 'open') throw new SimpulError(KEY.REQUEST_DECIDED, { params: { state } });
  const refused = { type: 'key.refused', subsystem, kid, how: 'refused', actor } as const;
  const record =
    decision === 'approve' ? await approve(request, params, deps) : await writeKeyLeaf(deps.leaves, refused);
  const decided = {
    state: decision === 'approve' ? 'approved' : 'refused',
    decidedBy: actor.id,
    decidedAt: Date.now(),
    ...(reason !== undefined && { reason }),
  } as const;
  const closed = await deps.requests.close(id, decided);
  if (!closed) throw new SimpulError(KEY.REQUEST_DECIDED, { params: { state: 'elsewhere' } });
  return { ...shownRequest({ ...request, ...decided }), ...(record !== undefined && { record }) };
}

async function approve(
  { subsystem, jwk }: StoredRequest,
  { actor }: Pick<Parameters<Keys['decide']>[0], 'actor'>,
  deps: KeyDeps,
): Promise<string | undefined> {
  const found = findSubsystem(subsystem.split('/').slice(1).join('/'), deps);
  const key = await readPublicKey(jwk);
  const { kid, alg } = key;
  // A crash may have come between the key and the note that its request was decided.
  if (found.keys.some((one) => one.kid === kid && one.from === 'requested' && one.state === 'active')) {
    return undefined;
  }
  refuseUnfit(found, key, deps);
  const record = await writeKeyLeaf(deps.leaves, { type: 'key.added', subsystem, kid, how: 'approved', actor });
  await deps.records.put(subsystem, { kid, alg, from: 'requested', jwk: key.jwk, since: Date.now() });
  return record;
}
