import { MAX_BODY_BYTES, type Service, type Settings } from '@simpul/contracts';
import type { Finding } from '../finding.ts';
import type { ListedRegion, ListedService } from '../list-region.ts';
import type { VersionEntry } from '../schema/service.ts';
import { parseSize } from '../sizes.ts';
import type { DataPath, SourceMap } from '../source-map.ts';

/** Services have a contract where they promise one, and an address that is only an address. */
export function* checkServices({ file, services, versions }: ListedRegion, source: SourceMap): Iterable<Finding> {
  for (const { entry, path, service } of versions) yield* checkVersion(entry, { path, service, source });
  for (const { entry, path } of services) {
    if (entry.type === 'OPENAPI' && entry.openapi === undefined) {
      yield source.at([...path, 'type'], 'expected openapi: FILE for a service of type OPENAPI');
    }
    if (entry.type === 'REST' && entry.openapi !== undefined) {
      yield source.atKey([...path, 'openapi'], 'expected no openapi for a service of type REST');
    }
    if (entry.maxBody !== undefined && parseSize(entry.maxBody) > MAX_BODY_BYTES) {
      yield source.at([...path, 'maxBody'], `expected at most ${MAX_BODY_BYTES / 2 ** 30}GiB`);
    }
    const fault = entry.url === undefined ? backendFault(entry.type, file.mode) : urlFault(entry.url);
    if (fault !== undefined) yield source.at([...path, 'url'], fault);
    if (entry.status === 'maintenance' && (entry.notice ?? '') === '') {
      yield source.at([...path, 'status'], 'expected a notice for a service under maintenance');
    }
    for (const [index, subject] of (entry.data?.subjects ?? []).entries()) {
      const pointer = subject.in === 'body' || subject.in === 'response';
      if (pointer && !/^(\/([^~/]|~[01])*)+$/.test(subject.at)) {
        yield source.at(
          [...path, 'data', 'subjects', index, 'at'],
          'expected a JSON Pointer such as /nik or /items/*/nik',
        );
      }
    }
  }
}

interface VersionPlace {
  readonly path: DataPath;
  readonly service: ListedService;
  readonly source: SourceMap;
}

/** Days belong to states, and who promises a contract has one before anybody uses it. */
function* checkVersion(entry: VersionEntry, { path, service, source }: VersionPlace): Iterable<Finding> {
  const { state, from, deprecatedAt, sunset, openapi, url } = entry;
  const { type } = service.entry;
  if (type === 'OPENAPI' && openapi === undefined && state !== 'draft' && state !== 'retired') {
    yield source.at(path, 'expected openapi: FILE for a version that is in use of a service of type OPENAPI');
  }
  if (type === 'REST' && openapi !== undefined) {
    yield source.atKey([...path, 'openapi'], 'expected no openapi for a service of type REST');
  }
  if (from !== undefined && state !== 'active') {
    yield source.atKey([...path, 'from'], 'expected from only for an active version');
  }
  for (const [key, day] of Object.entries({ deprecatedAt, sunset })) {
    if (day !== undefined && state !== 'deprecated' && state !== 'retired') {
      yield source.atKey([...path, key], `expected ${key} only for a deprecated or retired version`);
    }
  }
  const fault = url === undefined ? undefined : urlFault(url);
  if (fault !== undefined) yield source.at([...path, 'url'], fault);
}

/** Without a system behind it a service can only answer from its contract, and only in a sandbox. */
function backendFault(type: Service['type'], mode: Settings['mode']): string | undefined {
  if (mode === 'production') return 'expected the key url: in production a system stands behind each service';
  return type === 'OPENAPI' ? undefined : 'expected the key url: only a contract can answer without a system';
}

/** What is wrong with a base address, if anything. */
export function urlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'expected an address such as https://layanan.example/api';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'expected no user or password in the address';
  if (text.includes('?') || text.includes('#')) return 'expected no query and no fragment in the address';
  return undefined;
}
