import { requireDuty } from '@simpul/bus';
import type { SubsystemKey } from '@simpul/contracts';
import { changeKeys } from '../change-keys.ts';
import type { KeyDeps } from '../key-deps.ts';
import type { Keys } from '../keys.ts';
import { findSubsystem, keyOf, shown } from '../subsystem-state.ts';

/**
 * Revokes a key for good, and every token of its subsystem that was issued until now. Asked again, it denies again.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_SUBSYSTEM_UNKNOWN`, `_UNKNOWN`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function revokeKey(params: Parameters<Keys['revokeKey']>[0], deps: KeyDeps): Promise<SubsystemKey> {
  const { subsystem: local, kid, reason, actor } = params;
  requireDuty('key:revoke', deps.matterOf(`${deps.instance() ?? ''}/${local}`), actor);
  const record = await changeKeys(deps, async () => {
    const state = await findSubsystem(local, deps);
    const key = keyOf(state, kid);
    if (key.state === 'revoked') return undefined;
    const now = Date.now();
    const { alg, from, since = now } = key;
    const step = { subsystem: state.id, kid, record: { kid, alg, from, since, revokedAt: now, reason } };
    const leaf = { type: 'key.revoked', subsystem: state.id, kid, how: 'revoked', actor } as const;
    return { leaves: [leaf], entry: { steps: [step] } };
  });
  const state = await findSubsystem(local, deps);
  await deps.deny(state.id);
  return { ...shown(keyOf(state, kid)), ...(record !== undefined && { record }) };
}
