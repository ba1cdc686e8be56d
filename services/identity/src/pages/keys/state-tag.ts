import type { KeyRequest } from '@simpul/contracts';
import type { Markup } from '@simpul/html';
import { tag } from '../look/note.ts';
import type { Texts } from '../texts/texts.ts';

const KINDS = { open: 'wait', approved: 'good', refused: 'bad' } as const;

/** The state of a request. */
export function stateTag(text: Texts, state: KeyRequest['state']): Markup {
  return tag(KINDS[state], text.keys.states[state]);
}
