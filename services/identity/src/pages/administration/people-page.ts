import { type AccountView, objectionTo } from '@simpul/contracts';
import { html, join, type Markup } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { show } from '../look/frame.ts';
import { grantText } from '../look/role-text.ts';
import { statusTag } from './status-tag.ts';

/** The list of people, in pages. */
export function peoplePage(
  visit: OwnVisit,
  { people, next }: { readonly people: readonly AccountView[]; readonly next?: string },
): PageAnswer {
  const { text, session } = visit;
  const { id, grants } = session.person;
  const invite =
    objectionTo('people:invite', {}, { id, grants }) === 'role'
      ? html``
      : html`<a class="button" href="/people/all/invite">${text.people.invite}</a>`;
  return show(visit, {
    title: text.people.title,
    body: html`<div class="head">
        <div>
          <h1>${text.people.title}</h1>
          <p class="lead">${text.people.lead}</p>
        </div>
        ${invite}
      </div>
      <div class="card">
        ${
          people.length === 0
            ? html`<p class="soft">${text.people.none}</p>`
            : html`<ul class="rows">
                ${join(people.map((person) => row(visit, person)))}
              </ul>`
        }
      </div>
      ${next === undefined ? html`` : html`<p><a href="/people/all?after=${next}">${text.people.more}</a></p>`}`,
  });
}

function row({ text }: OwnVisit, { id, name, email, grants, status }: AccountView): Markup {
  const roles = grants.map((grant) => html`<div class="small">${grantText(text, grant)}</div>`);
  return html`<li>
    <div>
      <a href="/people/all/${id}"><strong>${name ?? email ?? id}</strong></a>
      <div class="hint">${name === undefined ? '' : (email ?? '')}</div>
    </div>
    <div>${join(roles)}</div>
    ${statusTag(text, status)}
  </li>`;
}
