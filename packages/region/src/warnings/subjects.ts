import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** Services whose persons are named in paths or queries. */
export function* warnOfSubjects({ services }: ListedRegion, source: SourceMap): Iterable<Finding> {
  for (const { entry, path } of services) {
    for (const [index, subject] of (entry.data?.subjects ?? []).entries()) {
      if (subject.in === 'path' || subject.in === 'query') {
        yield source.at(
          [...path, 'data', 'subjects', index, 'in'],
          `${subject.kind} stands in the ${subject.in}, where logs see it; expected personal identifiers in bodies`,
        );
      }
    }
  }
}
