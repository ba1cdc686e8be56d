import { requireDuty } from '@simpul/bus';
import type { SubsystemKey } from '@simpul/contracts';
import type { KeyDeps } from '../key-deps.ts';
import type { Keys } from '../keys.ts';
import { findSubsystem, keyOf, shown } from '../subsystem-state.ts';
import { writeKeyLeaf } from '../write-key-leaf.ts';

/**
 * Revokes a key for good, and every token of its subsystem that was issued until now. Asked again, it denies again.
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_SUBSYSTEM_UNKNOWN`, `_UNKNOWN`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function revokeKey(params: Parameters<Keys['revokeKey']>[0], deps: KeyDeps): Promise<SubsystemKey> {
  const { subsystem: local, kid, reason, actor } = params;
  requireDuty('key:revoke', deps.matterOf(`${deps.instance() ?? ''}/${local}`), actor);
  const state = findSubsystem(local, deps);
  const { id } = state;
  const key = keyOf(state, kid);
  let record: string | undefined;
  if (key.state !== 'revoked') {
    const change = { type: 'key.revoked', subsystem: id, kid, how: 'revoked', actor } as const;
    record = await writeKeyLeaf(deps.leaves, change);
    const now = Date.now();
    const { alg, from, since = now } = key;
    await deps.records.put(id, { kid, alg, from, since, revokedAt: now, reason });
  }
  await deps.deny(id);
  return { ...shown(keyOf(findSubsystem(local, deps), kid)), ...(record !== undefined && { record }) };
}
