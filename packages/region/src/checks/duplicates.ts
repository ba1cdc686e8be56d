import { versionId } from '@simpul/contracts';
import type { Finding } from '../finding.ts';
import type { ListedRegion, ListedService } from '../list-region.ts';
import type { DataPath, SourceMap } from '../source-map.ts';

/** Nothing is named twice. The later one is the finding. */
export function* checkDuplicates(region: ListedRegion, source: SourceMap): Iterable<Finding> {
  const { file } = region;
  yield* repeated(source, region.members, 'member', 'code');
  yield* repeated(source, region.subsystems, 'subsystem', 'code');
  yield* repeated(source, region.services, 'service', 'code');
  yield* repeated(source, [...region.services.map(ownVersion), ...region.versions], 'version', 'version');
  yield* repeated(source, listed(file.groups, 'groups', 'code'), 'group', 'code');
  yield* repeated(source, listed(file.agreements, 'agreements', 'id'), 'agreement', 'id');
  yield* repeated(source, listed(file.delegations, 'delegations', 'id'), 'delegation', 'id');
  yield* repeated(source, listed(file.people, 'people', 'email'), 'person', 'email');
}

interface Named {
  readonly id: string;
  readonly path: DataPath;
}

/** A service's own version is not listed once more. */
function ownVersion({ id, entry, path }: ListedService): Named {
  return { id: versionId(id, entry.version), path };
}

function listed<K extends string>(
  entries: readonly Readonly<Record<K, string>>[] | undefined,
  list: string,
  key: K,
): readonly Named[] {
  return (entries ?? []).map((entry, index) => ({ id: entry[key], path: [list, index] }));
}

function* repeated(source: SourceMap, entries: readonly Named[], what: string, key: string): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { id, path } of entries) {
    if (seen.has(id)) yield source.at([...path, key], `expected another ${key}: ${what} ${id} stands above already`);
    seen.add(id);
  }
}
