import type { Member, Settings } from '@simpul/contracts';
import type { Registry } from '../../store/snapshot.ts';

/** A method and a path template, as a contract writes them. */
export interface ContractOperation {
  readonly method: string;
  readonly path: string;
}

/** What a text is held against. */
export interface TextContext {
  readonly registry: Registry;
  readonly settings: Settings;
  /** Today in the region. */
  readonly day: string;
}

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
