/**
 * Whether a path of an agreement (`*` one segment, `**` any number) and a path template of a contract (`{name}` one
 * segment) can mean the same address.
 */
export function meets(pattern: string, template: string): boolean {
  return meetsFrom(segmentsOf(pattern), segmentsOf(template));
}

function meetsFrom(pattern: readonly string[], template: readonly string[]): boolean {
  // Which prefixes of the template the pattern's beginning can have taken: linear in both, whatever the stars.
  let reached = new Set([0]);
  for (const segment of pattern) {
    const next = new Set<number>();
    for (const at of reached) {
      if (segment === '**') for (let end = at; end <= template.length; end++) next.add(end);
      else if (at < template.length && fits(segment, template[at] ?? '')) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(template.length);
}

function fits(segment: string, named: string): boolean {
  return segment === '*' || segment === named || named.includes('{');
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split('/');
}
