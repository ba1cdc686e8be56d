import { REGISTRY, SimpulError } from '@simpul/errors';
import type { Registry } from '../store/snapshot.ts';
import { dependentsOf } from './dependents.ts';

/** @throws SimpulError `SIMPUL_REGISTRY_IN_USE` where another object would be about nothing without this one */
export function refuseNeeded(registry: Registry, kind: string, id: string): void {
  for (const { kind: by, id: user } of dependentsOf(registry, kind, id)) {
    throw new SimpulError(REGISTRY.IN_USE, { params: { kind, id, user: `${by} ${user}` } });
  }
}
