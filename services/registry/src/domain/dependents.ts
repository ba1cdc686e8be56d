import type { Version } from '@simpul/contracts';
import type { Kept, Registry } from '../store/snapshot.ts';

/** Objects that name another one, and would be about nothing without it. */
export function dependentsOf(registry: Registry, kind: string, id: string): Iterable<Kept> {
  switch (kind) {
    case 'member':
      return ofMember(registry, id);
    case 'subsystem':
      return ofSubsystem(registry, id);
    case 'group':
      return registry.all('agreement').filter(({ value }) => value.consumer === `group:${id}`);
    case 'service':
      return ofService(registry, id);
    default:
      return [];
  }
}

/** Agreements on a service, also those that are over: their texts go on being about it. */
export function ofAgreements(registry: Registry, service: string): readonly Kept<'agreement'>[] {
  return registry.all('agreement').filter(({ value }) => value.service === service);
}

/** Versions of a service that are registered one by one. */
export function versionsOf(registry: Registry, service: string): readonly Version[] {
  return registry
    .all('version')
    .filter(({ value }) => value.service === service)
    .map(({ value }) => value);
}

function* ofMember(registry: Registry, id: string): Iterable<Kept> {
  yield* registry.all('subsystem').filter((each) => each.id.startsWith(`${id}/`));
  yield* registry.all('delegation').filter(({ value }) => value.from === id || value.to === id);
}

function* ofService(registry: Registry, id: string): Iterable<Kept> {
  yield* ofAgreements(registry, id);
  yield* registry.all('template').filter(({ value }) => value.service === id);
  yield* registry.all('delegation').filter(({ value }) => value.services?.includes(id) === true);
}

function* ofSubsystem(registry: Registry, id: string): Iterable<Kept> {
  yield* registry.all('service').filter((each) => each.id.startsWith(`${id}/`));
  yield* registry.all('group').filter(({ value }) => value.members.includes(id));
  yield* registry.all('agreement').filter(({ value }) => value.consumer === id);
  yield* registry.all('delegation').filter(({ value }) => value.to === id);
  yield* registry.all('link').filter(({ value }) => value.subsystem === id);
  yield* registry.all('link').filter(({ value }) => value.subsystem === id);
}
