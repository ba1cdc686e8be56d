import { html } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { errorSummary, textField } from '../look/field.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';

/** Asks for the code that a device shows. */
export function deviceCodePage(
  visit: OwnVisit,
  options: { readonly action: string; readonly userCode?: string; readonly problem?: string },
): PageAnswer {
  const { text, formToken } = visit;
  const { action, userCode, problem } = options;
  return show(visit, {
    title: text.device.title,
    width: 'narrow',
    ...(problem !== undefined && { status: 404 }),
    body: html`${errorSummary(text, { user_code: problem })}
      <div class="card">
        <h1>${text.device.title}</h1>
        <p>${text.device.text}</p>
        ${postForm(
          { action, formToken },
          html`${textField({
              name: 'user_code',
              label: text.device.code,
              value: userCode,
              problem,
              attributes: { required: true, maxlength: '20', autocomplete: 'off', spellcheck: 'false', class: 'code' },
            })} <button class="button">${text.device.next}</button>`,
        )}
      </div>`,
  });
}

/** What is said when it is decided, or when nothing waits any more. */
export function endPage(visit: OwnVisit, outcome: 'done' | 'denied' | 'gone'): PageAnswer {
  const { title, body } = visit.text.device.ends[outcome];
  return show(visit, {
    title,
    width: 'narrow',
    status: outcome === 'gone' ? 410 : 200,
    languages: false,
    body: html`<div class="card">
      <h1>${title}</h1>
      <p>${body}</p>
    </div>`,
  });
}
