/**
 * How programs read a path: each step is what some server, framework or proxy does before it looks for a resource. Written
 * without the bus's own code, to be held against it.
 */
const STEPS: readonly ((path: string) => string)[] = [
  // Percent-decoding, byte by byte, of what can be decoded.
  (path) => path.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  // Windows, and browsers.
  (path) => path.replaceAll('\\', '/'),
  // Servlet containers cut parameters off segments.
  (path) => path.replaceAll(/;[^/]*/g, ''),
  // File systems and nginx.
  (path) => path.replaceAll(/\/{2,}/g, '/'),
  // Programs in C stop at a NUL.
  (path) => path.split('\0', 1)[0] ?? '',
];
/** Steps that programs take one behind the other at most. */
const DEPTH = 5;

/** Every path that a raw path may come to, dot segments resolved. */
export function readingsOf(raw: string): Set<string> {
  let frontier = new Set([raw]);
  const all = new Set(frontier);
  for (let depth = 0; depth < DEPTH; depth++) {
    const next = new Set<string>();
    for (const path of frontier) {
      for (const step of STEPS) {
        const read = step(path);
        if (all.has(read)) continue;
        all.add(read);
        next.add(read);
      }
    }
    frontier = next;
  }
  return new Set([...all].map(withoutDots));
}

/** RFC 3986 section 5.2.4. */
function withoutDots(path: string): string {
  const out: string[] = [];
  for (const segment of path.split('/').slice(1)) {
    if (segment === '..') out.pop();
    else if (segment !== '.') out.push(segment);
  }
  return `/${out.join('/')}`;
}
