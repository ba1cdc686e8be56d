import type { Notice } from '@simpul/contracts';

/** A notice: when, what kind, what it says, and each change that it is about on a line of its own. */
export function formatNotice({ at, kind, text, changes = [] }: Notice): string {
  return [
    `${new Date(at).toISOString()}  ${kind}  ${text.en ?? text.id}`,
    ...changes.map(({ rule, where, text: what }) => `  ${rule}  ${where}: ${what.en ?? what.id}`),
  ].join('\n');
}
