import { type KeyRequest, objectionTo } from '@simpul/contracts';
import { html, join, type Markup } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { textField } from '../look/field.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { note } from '../look/note.ts';
import { timeText } from '../look/time-text.ts';
import { stateTag } from './state-tag.ts';

export interface KeyRequestPageOptions {
  readonly request: KeyRequest;
  /** Names of who asked and who decided. */
  readonly asker: string;
  readonly decider: string | undefined;
  readonly problem?: string | undefined;
}

/** One request: what is asked, and the decision or the form for it. */
export function keyRequestPage(visit: OwnVisit, options: KeyRequestPageOptions): PageAnswer {
  const { text, session } = visit;
  const { request, asker, decider, problem } = options;
  const self = request.requestedBy === session.person.id;
  const facts: [string, Markup | string][] = [
    [text.keys.subsystem, html`<code>${request.subsystem}</code>`],
    [text.keys.thumbprint, html`<code>${request.kid}</code>`],
    [text.keys.algorithm, request.alg],
    [text.keys.requestedBy, self ? `${asker} (${text.keys.you})` : asker],
    [text.keys.at, timeText(visit, request.requestedAt)],
    ...(request.note === undefined ? [] : ([[text.keys.reason, request.note]] satisfies [[string, string]])),
    ...(decider === undefined ? [] : ([[text.keys.decidedBy, decider]] satisfies [[string, string]])),
    ...(request.reason === undefined
      ? []
      : ([[text.keys.decisionReason, request.reason]] satisfies [[string, string]])),
  ];
  return show(visit, {
    title: text.keys.request,
    width: 'middle',
    ...(problem !== undefined && { status: 403 }),
    body: html`${problem === undefined ? said(visit) : note('bad', problem)}
      <div class="card">
        <div class="head">
          <h1>${text.keys.request}</h1>
          ${stateTag(text, request.state)}
        </div>
        <dl>
          ${join(
            facts.map(
              ([name, value]) =>
                html`<dt>${name}</dt>
                  <dd>${value}</dd>`,
            ),
          )}
        </dl>
      </div>
      ${request.state === 'open' ? decision(visit, request) : html``}
      <p><a href="/people/keys">${text.layout.back}</a></p>`,
  });
}

function said({ text, request }: OwnVisit): Markup {
  const done = request.query.get('done');
  if (done === 'sent') return note('wait', text.keys.sent);
  if (done === 'approve') return note('good', text.keys.approved);
  return done === 'refuse' ? note('good', text.keys.refused) : html``;
}

/** The form, or why there is none; whether the member is in scope the decision itself finds. */
function decision(visit: OwnVisit, { requestedBy }: KeyRequest): Markup {
  const { text, session, formToken, request } = visit;
  if (requestedBy === session.person.id) return note('wait', text.keys.ownRequest);
  const { id, grants } = session.person;
  if (objectionTo('key:decide', { requestedBy }, { id, grants }) === 'role') return note('wait', text.keys.noRight);
  return html`<div class="card">
    <h2>${text.keys.decide}</h2>
    ${postForm(
      { action: request.path, formToken },
      html`${textField({
          name: 'reason',
          label: text.keys.decisionReason,
          hint: text.keys.decisionHint,
          value: fieldOf(visit, 'reason'),
          attributes: { maxlength: '200', autocomplete: 'off' },
        })}
        <div class="actions">
          <button class="button" name="decision" value="approve">${text.keys.approve}</button>
          <button class="button risk" name="decision" value="refuse">${text.keys.refuse}</button>
        </div>`,
    )}
  </div>`;
}
