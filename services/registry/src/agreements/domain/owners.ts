import type { Member } from '@simpul/contracts';
import type { Registry } from '../../store/snapshot.ts';

/** Full id of the member that a subsystem or a service belongs to. */
export function memberIdOf(id: string): string {
  return id.split('/').slice(0, 3).join('/');
}

/** Full id of the subsystem that a service belongs to. */
export function subsystemIdOf(service: string): string {
  return service.split('/').slice(0, 4).join('/');
}

/** The member that a subsystem or a service belongs to. */
export function memberOf(registry: Registry, id: string): Member | undefined {
  return registry.value('member', memberIdOf(id));
}
