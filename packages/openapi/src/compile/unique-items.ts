import { canonicalJson } from '../canonical-json.ts';

/**
 * Whether the items of a list differ (JSON Schema `uniqueItems`), in time linear in its size. ajv compares every pair,
 * which a long list makes expensive.
 */
export function areUnique(items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  return items.every((item) => {
    const size = seen.size;
    return seen.add(canonicalJson(item)).size > size;
  });
}
