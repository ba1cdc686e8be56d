import { requireDuty } from '@simpul/bus';
import type { Actor, SubsystemKey } from '@simpul/contracts';
import type { KeyDeps } from '../key-deps.ts';
import { findSubsystem, shown } from '../subsystem-state.ts';

/** Keys of a subsystem, for itself and `key:read`. @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_SUBSYSTEM_UNKNOWN` */
export async function listKeys(
  local: string,
  actor: Actor,
  deps: KeyDeps,
): Promise<{ subsystem: string; keys: SubsystemKey[] }> {
  const id = `${deps.instance() ?? ''}/${local}`;
  if (actor.id !== id) requireDuty('key:read', deps.matterOf(id), actor);
  await deps.records.refresh();
  const { keys } = await findSubsystem(local, deps);
  return { subsystem: id, keys: keys.map(shown) };
}
