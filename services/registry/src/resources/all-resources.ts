import type { Resource } from '@simpul/contracts';
import { GROUPS } from './groups.ts';
import { MEMBERS } from './members.ts';
import type { Kind } from './resource.ts';
import { SERVICES } from './services.ts';
import { SUBSYSTEMS } from './subsystems.ts';
import { VERSIONS } from './versions.ts';

const KINDS: { readonly [K in Resource]: Kind<K> } = {
  member: MEMBERS,
  subsystem: SUBSYSTEMS,
  service: SERVICES,
  version: VERSIONS,
  group: GROUPS,
};

/** The rules of a kind. Each is used only with objects of its own kind, which the name that was asked for says. */
export function kindOf(name: Resource): Kind<Resource> {
  return KINDS[name] as unknown as Kind<Resource>;
}
