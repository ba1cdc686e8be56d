import { html, join } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { show } from '../look/frame.ts';
import { note } from '../look/note.ts';

/** Shows new recovery codes, once: the page cannot be asked for again. */
export function recoveryCodesPage(
  visit: OwnVisit,
  codes: readonly string[],
  cookies: readonly string[] = [],
): PageAnswer {
  const { text } = visit;
  const lines = codes.map((code) => html`<li class="code">${code}</li>`);
  return show(visit, {
    title: text.recovery.title,
    width: 'middle',
    languages: false,
    cookies,
    body: html`<div class="card">
      <h1>${text.recovery.title}</h1>
      <p>${text.recovery.text}</p>
      ${note('wait', text.recovery.once)}
      <ul class="codes" aria-label="${text.recovery.list}">
        ${join(lines)}
      </ul>
      <a class="button" href="/people">${text.recovery.saved}</a>
    </div>`,
  });
}
