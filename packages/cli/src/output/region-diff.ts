import type { PlanEntry } from '@simpul/contracts';
import type { RegionPlan } from '../api/region-plan.ts';

const SIGNS: Readonly<Record<PlanEntry['action'], string>> = { create: '+', update: '~', delete: '-', keep: '!' };
const KIND_WIDTH = 'agreement'.length;

/** A plan as a diff of registered objects, with a summary; `done` for one that was applied. */
export function formatPlan({ entries, revision }: RegionPlan, done: boolean): string {
  const lines = entries.map(
    (entry) => `${SIGNS[entry.action]} ${entry.kind.padEnd(KIND_WIDTH)}  ${entry.id}${note(entry)}\n`,
  );
  const count = (action: PlanEntry['action']): number => entries.filter((entry) => entry.action === action).length;
  const [created, updated, deleted, kept] = [count('create'), count('update'), count('delete'), count('keep')];
  const state = `The registry is at revision ${revision}.`;
  if (created + updated + deleted === 0)
    return `${lines.join('')}Nothing ${done ? 'changed' : 'to change'}. ${state}\n`;
  const [create, update, remove] = done ? ['created', 'updated', 'deleted'] : ['to create', 'to update', 'to delete'];
  const summary = `${created} ${create}, ${updated} ${update}, ${deleted} ${remove}`;
  return `${lines.join('')}${summary}${kept === 0 ? '' : `, ${kept} kept`}. ${state}\n`;
}

function note({ action, fields }: PlanEntry): string {
  if (action === 'update' && fields.length > 0) return `  (${fields.join(', ')})`;
  if (action === 'keep') return '  (no longer in the file; --prune deletes it)';
  return '';
}
