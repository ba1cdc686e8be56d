import type { Grant } from '@simpul/contracts';
import type { Texts } from '../texts/texts.ts';

/** A role and what it reaches. */
export function grantText(text: Texts, { role, scope }: Grant): string {
  return `${text.roles[role]} · ${scope ?? text.wholeRegion}`;
}
