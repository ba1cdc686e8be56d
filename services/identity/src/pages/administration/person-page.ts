import type { AccountView } from '@simpul/contracts';
import { html, join, type Markup } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { note } from '../look/note.ts';
import { grantText } from '../look/role-text.ts';
import { timeText } from '../look/time-text.ts';
import { roleFields } from './role-fields.ts';
import { statusTag } from './status-tag.ts';

export const DONE = ['granted', 'removed', 'ended'] as const;
export type Done = (typeof DONE)[number];

export interface PersonPageOptions {
  readonly account: AccountView;
  readonly problem?: string | undefined;
}

/** One person: roles, sessions, removal. */
export function personPage(visit: OwnVisit, { account, problem }: PersonPageOptions): PageAnswer {
  const { text, session, request } = visit;
  const { id, name, email, status, createdAt } = account;
  const done = DONE.find((what) => what === request.query.get('done'));
  const title = name ?? email ?? id;
  const own = id === session.person.id;
  return show(visit, {
    title,
    width: 'middle',
    ...(problem !== undefined && { status: 409 }),
    body: html`${problem === undefined ? html`` : note('bad', problem)}
      ${done === undefined || problem !== undefined ? html`` : note('good', text.people.done[done])}
      <div class="head">
        <h1>${title}</h1>
        ${statusTag(text, status)}
      </div>
      <p class="lead">${email ?? ''} · ${text.people.since(timeText(visit, createdAt))}</p>
      ${own ? note('wait', text.people.own) : html``} ${grants(visit, account, own)}
      ${own || status === 'removed' ? html`` : ending(visit, account)}
      <p><a href="/people/all">${text.layout.back}</a></p>`,
  });
}

function grants(visit: OwnVisit, { id, grants: held, status }: AccountView, own: boolean): Markup {
  const { text, formToken } = visit;
  const fixed = own || status === 'removed';
  const lines = held.map((grant) => {
    const name = grantText(text, grant);
    const hidden = { role: grant.role, scope: grant.scope ?? '' };
    const take = postForm(
      { action: `/people/all/${id}/take`, formToken, hidden },
      html`<button class="button risk" aria-label="${text.people.takeNamed(name)}">${text.people.take}</button>`,
    );
    return html`<li><span>${name}</span> ${fixed ? html`` : take}</li>`;
  });
  const give = html`<h3>${text.people.grant}</h3>
    ${postForm(
      { action: `/people/all/${id}/grant`, formToken },
      html`${roleFields(visit)} <button class="button plain">${text.people.grant}</button>`,
    )}`;
  return html`<section class="card" aria-labelledby="grants">
    <h2 id="grants">${text.people.grants}</h2>
    ${
      lines.length === 0
        ? html`<p class="soft">${text.people.noGrants}</p>`
        : html`<ul class="rows">
            ${join(lines)}
          </ul>`
    }
    ${fixed ? html`` : give}
  </section>`;
}

function ending({ text, formToken }: OwnVisit, { id }: AccountView): Markup {
  return html`<section class="card" aria-labelledby="ending">
    <h2 id="ending">${text.people.remove}</h2>
    <p>${text.people.removeText}</p>
    <div class="actions">
      ${postForm(
        { action: `/people/all/${id}/end-sessions`, formToken },
        html`<button class="button plain">${text.people.endSessions}</button>`,
      )}
      ${postForm(
        { action: `/people/all/${id}/remove`, formToken },
        html`<button class="button risk">${text.people.remove}</button>`,
      )}
    </div>
  </section>`;
}
