import type { AccountView } from '@simpul/contracts';
import type { Markup } from '@simpul/html';
import { tag } from '../look/note.ts';
import type { Texts } from '../texts/texts.ts';

const KINDS = { invited: 'wait', active: 'good', removed: 'plain' } as const;

/** The state of an account. */
export function statusTag(text: Texts, status: AccountView['status']): Markup {
  return tag(KINDS[status], text.people.statuses[status]);
}
