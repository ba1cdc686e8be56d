import { type KeyRequest, objectionTo } from '@simpul/contracts';
import { html, join, type Markup } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { show } from '../look/frame.ts';
import { timeText } from '../look/time-text.ts';
import { stateTag } from './state-tag.ts';

/** Requests for keys: those that wait for the visitor, his or her own, and those that are decided. */
export function keyRequestsPage(visit: OwnVisit, requests: readonly KeyRequest[]): PageAnswer {
  const { text, session } = visit;
  const { id, grants } = session.person;
  const own = requests.filter(({ requestedBy }) => requestedBy === id);
  const others = requests.filter(({ requestedBy }) => requestedBy !== id);
  const may = (act: 'key:request' | 'key:decide') => objectionTo(act, {}, { id, grants }) !== 'role';
  return show(visit, {
    title: text.keys.title,
    body: html`<div class="head">
        <div>
          <h1>${text.keys.title}</h1>
          <p class="lead">${text.keys.lead}</p>
        </div>
        ${may('key:request') ? html`<a class="button" href="/people/keys/ask">${text.keys.ask}</a>` : html``}
      </div>
      ${may('key:request') ? list(visit, { id: 'mine', title: text.keys.mine, requests: own }) : html``}
      ${list(visit, {
        id: 'waiting',
        title: may('key:decide') ? text.keys.waiting : text.keys.open,
        requests: others.filter(({ state }) => state === 'open'),
      })}
      ${list(visit, { id: 'decided', title: text.keys.decided, requests: others.filter(({ state }) => state !== 'open') })}`,
  });
}

function list(
  visit: OwnVisit,
  { id, title, requests }: { id: string; title: string; requests: readonly KeyRequest[] },
): Markup {
  const { text } = visit;
  const lines = requests.map(
    (request) =>
      html`<li>
        <div>
          <a href="/people/keys/requests/${request.id}"><code>${request.subsystem}</code></a>
          <div class="hint">${request.alg} · ${timeText(visit, request.requestedAt)}</div>
        </div>
        ${stateTag(text, request.state)}
      </li>`,
  );
  return html`<section class="card" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${
      lines.length === 0
        ? html`<p class="soft">${text.keys.none}</p>`
        : html`<ul class="rows">
            ${join(lines)}
          </ul>`
    }
  </section>`;
}
