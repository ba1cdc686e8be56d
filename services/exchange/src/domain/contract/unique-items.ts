/**
 * Whether the items of a list differ (JSON Schema `uniqueItems`), in time linear in its size. ajv compares every pair,
 * which a long list makes expensive.
 */
export function areUnique(items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  return items.every((item) => {
    const size = seen.size;
    return seen.add(canonical(item)).size > size;
  });
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.toSorted().join(',')}}`;
}
