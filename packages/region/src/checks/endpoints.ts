import type { Finding } from '../finding.ts';
import type { ListedRegion } from '../list-region.ts';
import type { SourceMap } from '../source-map.ts';

/** Patterns of agreements can match a path: plain segments, `*` for one, `**` for any number. */
export function* checkEndpoints({ file }: ListedRegion, source: SourceMap): Iterable<Finding> {
  for (const [agreement, { endpoints }] of (file.agreements ?? []).entries()) {
    for (const [index, { path }] of (endpoints ?? []).entries()) {
      const fault = pathFault(path);
      if (fault !== undefined) yield source.at(['agreements', agreement, 'endpoints', index, 'path'], fault);
    }
  }
}

/** What is wrong with a path pattern, if anything. */
export function pathFault(pattern: string): string | undefined {
  if (/[?#]/.test(pattern)) return 'expected a path without query and fragment';
  if (/[\\%{}\s]/.test(pattern))
    return 'expected a decoded path without \\, %, braces and spaces; * stands for one segment';
  const segments = pattern.slice(1).split('/');
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'expected a path without . and ..';
  if (segments.slice(0, -1).includes('')) return 'expected a path without empty segments';
  if (segments.some((segment) => segment.includes('*') && segment !== '*' && segment !== '**')) {
    return 'expected * and ** as whole segments';
  }
  return undefined;
}
