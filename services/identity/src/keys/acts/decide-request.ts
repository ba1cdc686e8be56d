import { requireDuty } from '@simpul/bus';
import type { Actor, KeyRequest } from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import { changeKeys } from '../change-keys.ts';
import { readPublicKey } from '../domain/public-key.ts';
import type { KeyDeps } from '../key-deps.ts';
import type { Keys } from '../keys.ts';
import type { KeyStep, Verdict } from '../store/key-entry.ts';
import type { StoredRequest } from '../store/key-requests.ts';
import { findSubsystem, refuseUnfit } from '../subsystem-state.ts';
import type { KeyChange } from '../write-key-leaf.ts';
import { shownRequest } from './request-key.ts';

type Decision = Parameters<Keys['decide']>[0];

/**
 * Decides on a request, never on the own one.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_*`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function decideRequest(params: Decision, deps: KeyDeps): Promise<KeyRequest> {
  const { id, actor } = params;
  const request = await deps.requests.get(id);
  if (request === undefined) throw new SimpulError(KEY.REQUEST_UNKNOWN);
  const { subsystem, requestedBy } = request;
  requireDuty('key:decide', { ...deps.matterOf(subsystem), requestedBy }, actor);
  const verdict = verdictOf(params);
  const record = await changeKeys(deps, async () => {
    await refuseDecided(request, deps);
    const made = verdict.state === 'approved' ? await approve(request, actor, deps) : refuse(request, actor);
    return { leaves: [made.leaf], entry: { steps: made.steps, request: { id, ...verdict } } };
  });
  await deps.requests.close(id, verdict);
  return { ...shownRequest({ ...request, ...verdict }), ...(record !== undefined && { record }) };
}

function verdictOf({ decision, reason, actor }: Decision): Verdict {
  return {
    state: decision === 'approve' ? 'approved' : 'refused',
    decidedBy: actor.id,
    decidedAt: Date.now(),
    ...(reason !== undefined && { reason }),
  };
}

/** What the records say goes: a crash may have come between them and the note that the request was decided. */
async function refuseDecided({ id, state: known }: StoredRequest, { records, requests }: KeyDeps): Promise<void> {
  const verdict = records.verdictOn(id);
  if (known === 'open' && verdict !== undefined) await requests.close(id, verdict);
  const state = verdict?.state ?? known;
  if (state !== 'open') throw new SimpulError(KEY.REQUEST_DECIDED, { params: { state } });
}

interface Made {
  readonly leaf: KeyChange;
  readonly steps: readonly KeyStep[];
}

function refuse({ subsystem, kid }: StoredRequest, actor: Actor): Made {
  return { leaf: { type: 'key.refused', subsystem, kid, how: 'refused', actor }, steps: [] };
}

async function approve({ subsystem, jwk }: StoredRequest, actor: Actor, deps: KeyDeps): Promise<Made> {
  const found = await findSubsystem(subsystem.split('/').slice(1).join('/'), deps);
  const key = await readPublicKey(jwk);
  refuseUnfit(found, key, deps);
  const { kid, alg } = key;
  const record = { kid, alg, from: 'requested', jwk: key.jwk, since: Date.now() } as const;
  const leaf = { type: 'key.added', subsystem, kid, how: 'approved', actor } as const;
  return { leaf, steps: [{ subsystem, kid, record }] };
}
