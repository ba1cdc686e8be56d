import { MAX_BODY_BYTES } from '@simpul/contracts';
import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import { parseSize } from '../sizes.ts';
import type { SourceMap } from '../source-map.ts';

/** Services have a contract where they promise one, and an address that is only an address. */
export function* checkServices({ services }: ListedRegion, source: SourceMap): Iterable<Finding> {
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
    const fault = urlFault(entry.url);
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

/** What is wrong with a base address, if anything. */
export function urlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'expected an address such as https://layanan.example/api';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'expected no user or password in the address';
  if (text.includes('?') || text.includes('#')) return 'expected no query and no fragment in the address';
  return undefined;
}
