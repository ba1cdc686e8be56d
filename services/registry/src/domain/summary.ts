import type { PlanEntry } from '@simpul/contracts';

const DONE = { create: 'created', update: 'updated', delete: 'deleted' } as const;

/** What a plan changes, for the leaf that says so: `region: agreement created 2, subsystem updated 1`. @returns undefined for nothing */
export function summaryOf(plan: readonly PlanEntry[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { action, kind } of plan) {
    if (action === 'keep') continue;
    const what = `${kind} ${DONE[action]}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const parts = [...counts].map(([what, count]) => `${what} ${count}`);
  return `region: ${parts.toSorted().join(', ')}`;
}
