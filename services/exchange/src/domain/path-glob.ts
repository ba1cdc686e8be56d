/** Decides whether a raw path is one that an agreement's pattern means. */
export type PathMatcher = (path: string) => boolean;

/**
 * Compiles a pattern: `*` stands for exactly one non-empty segment, `**` for any number, none included; everything else
 * stands for itself. `**` alone is a whole segment. Linear in the path for a given pattern.
 */
export function compilePathGlob(pattern: string): PathMatcher {
  const wanted = pattern.split('/');
  if (!pattern.includes('*')) return (path) => (path === '' ? '/' : path) === pattern;
  return (path) => matches(wanted, (path === '' ? '/' : path).split('/'));
}

/** Greedy match with one point of return, as for `*` in file globs: enough, since `**` takes any segments. */
function matches(wanted: readonly string[], given: readonly string[]): boolean {
  let w = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (g < given.length) {
    const part = wanted[w];
    if (part === '**') {
      star = w++;
      resume = g;
    } else if (part !== undefined && segmentMatches(part, given[g] ?? '')) {
      w++;
      g++;
    } else if (star === -1) {
      return false;
    } else {
      w = star + 1;
      g = ++resume;
    }
  }
  while (wanted[w] === '**') w++;
  return w === wanted.length;
}

function segmentMatches(part: string, segment: string): boolean {
  return part === '*' ? segment !== '' : part === segment;
}
