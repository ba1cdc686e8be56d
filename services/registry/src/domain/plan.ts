import type { PlanEntry, RegistryKind, RegistryObject } from '@simpul/contracts';
import { isDeepStrictEqual } from 'node:util';

/** Objects in their order of dependence: what others name comes first. */
const ORDER: readonly RegistryKind[] = [
  'settings',
  'member',
  'subsystem',
  'group',
  'service',
  'version',
  'contract',
  'agreement',
  'template',
  'delegation',
  'link',
  'person',
];

/** Identifies an object within the registry. */
export function keyOf({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind} ${id}`;
}

/**
 * Compares the file's objects with what the registry holds. Only objects that a file manages are looked at; one that no
 * file names any more is deleted with `prune` and kept without.
 */
export function planChanges(
  current: ReadonlyMap<string, RegistryObject>,
  wanted: readonly RegistryObject[],
  prune: boolean,
): PlanEntry[] {
  const entries: PlanEntry[] = [];
  const named = new Set<string>();
  for (const object of wanted) {
    named.add(keyOf(object));
    const { kind, id } = object;
    const known = current.get(keyOf(object));
    if (known === undefined) entries.push({ action: 'create', kind, id, fields: [] });
    else if (!isDeepStrictEqual(known.value, object.value)) {
      entries.push({ action: 'update', kind, id, fields: differingMembers(known.value, object.value) });
    }
  }
  for (const [key, { kind, id }] of current) {
    if (!named.has(key)) entries.push({ action: prune ? 'delete' : 'keep', kind, id, fields: [] });
  }
  return entries.toSorted((a, b) => rank(a.kind) - rank(b.kind) || a.id.localeCompare(b.id));
}

function rank(kind: string): number {
  return ORDER.findIndex((known) => known === kind);
}

function differingMembers(before: object, after: object): string[] {
  const old = new Map(Object.entries(before));
  const fresh = new Map(Object.entries(after));
  const names = new Set([...old.keys(), ...fresh.keys()]);
  return [...names].filter((name) => !isDeepStrictEqual(old.get(name), fresh.get(name))).toSorted();
}
