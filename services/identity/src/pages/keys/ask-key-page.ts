import { html } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { areaField, errorSummary, textField } from '../look/field.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';

/** The form with which an integrator asks for a key. @param problems - what is wrong, by field */
export function askKeyPage(visit: OwnVisit, problems: Readonly<{ subsystem?: string; jwk?: string }>): PageAnswer {
  const { text, formToken } = visit;
  // A private key that was pasted by mistake does not go back to the screen.
  const pasted = problems.jwk === text.keys.jwkPrivate ? '' : fieldOf(visit, 'jwk');
  return show(visit, {
    title: text.keys.ask,
    width: 'middle',
    status: Object.keys(problems).length === 0 ? 200 : 400,
    body: html`${errorSummary(text, problems)}
      <div class="card">
        <h1>${text.keys.ask}</h1>
        ${postForm(
          { action: '/people/keys/ask', formToken },
          html`${textField({
              name: 'subsystem',
              label: text.keys.subsystem,
              hint: text.keys.subsystemHint,
              value: fieldOf(visit, 'subsystem'),
              problem: problems.subsystem,
              attributes: { required: true, maxlength: '303', autocomplete: 'off', spellcheck: 'false' },
            })}
            ${areaField({
              name: 'jwk',
              label: text.keys.jwk,
              hint: text.keys.jwkHint,
              value: pasted,
              problem: problems.jwk,
              attributes: { required: true, rows: '7', maxlength: '4096', autocomplete: 'off', spellcheck: 'false' },
            })}
            ${textField({
              name: 'note',
              label: text.keys.note,
              hint: text.keys.noteHint,
              value: fieldOf(visit, 'note'),
              attributes: { maxlength: '200', autocomplete: 'off' },
            })}
            <div class="actions">
              <button class="button">${text.keys.send}</button>
              <a class="button plain" href="/people/keys">${text.layout.back}</a>
            </div>`,
        )}
      </div>`,
  });
}
