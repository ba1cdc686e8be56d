import type { AccountView } from '@simpul/contracts';
import { html } from '@simpul/html';
import { LANGUAGES } from '../http/languages.ts';
import type { PageAnswer } from '../http/page-answer.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { choiceField, textField } from '../look/field.ts';
import { postForm } from '../look/form.ts';
import { LANGUAGE_NAMES, show } from '../look/frame.ts';
import { note } from '../look/note.ts';
import { timeText } from '../look/time-text.ts';
import { roleFields } from './role-fields.ts';

/** The form that invites somebody. */
export function invitePage(visit: OwnVisit, problem?: string): PageAnswer {
  const { text, formToken } = visit;
  return show(visit, {
    title: text.people.invite,
    width: 'middle',
    ...(problem !== undefined && { status: 409 }),
    body: html`${problem === undefined ? html`` : note('bad', problem)}
      <div class="card">
        <h1>${text.people.invite}</h1>
        ${postForm(
          { action: '/people/all/invite', formToken },
          html`${textField({
              name: 'name',
              label: text.people.name,
              value: fieldOf(visit, 'name'),
              attributes: { required: true, maxlength: '100', autocomplete: 'off' },
            })}
            ${textField({
              name: 'email',
              label: text.people.email,
              value: fieldOf(visit, 'email'),
              attributes: { type: 'email', required: true, maxlength: '254', autocomplete: 'off' },
            })}
            ${choiceField(
              { name: 'language', label: text.people.language, value: fieldOf(visit, 'language') },
              LANGUAGES.map((language) => ({ value: language, name: LANGUAGE_NAMES[language] })),
            )}
            ${roleFields(visit)}
            <div class="actions">
              <button class="button">${text.people.send}</button>
              <a class="button plain" href="/people/all">${text.layout.back}</a>
            </div>`,
        )}
      </div>`,
  });
}

/** The link of an invitation, shown once. */
export function invitationLinkPage(
  visit: OwnVisit,
  { person, link, expiresAt }: { readonly person: AccountView; readonly link: string; readonly expiresAt: number },
): PageAnswer {
  const { text } = visit;
  return show(visit, {
    title: text.people.link,
    width: 'middle',
    languages: false,
    body: html`<div class="card">
      <h1>${text.people.link}</h1>
      <p>${text.people.linkText(person.name ?? '', timeText(visit, expiresAt))}</p>
      <div class="field">
        <label for="link">${text.people.link}</label>
        <textarea id="link" rows="3" readonly>${link}</textarea>
      </div>
      <a class="button plain" href="/people/all">${text.layout.back}</a>
    </div>`,
  });
}
