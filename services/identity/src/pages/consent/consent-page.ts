import { html, type Markup } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { note } from '../look/note.ts';
import { timeText } from '../look/time-text.ts';
import type { WaitingDevice } from './waiting-clients.ts';

export interface ConsentPageOptions {
  readonly action: string;
  /** Name of the client. */
  readonly client: string;
  /** Where it is on another device: what the person compares. */
  readonly device?: WaitingDevice;
  /** Origins to which the decision leads. */
  readonly formTargets?: readonly string[];
}

/** Asks whether a client may act for the visitor. */
export function consentPage(
  visit: OwnVisit,
  { action, client, device, formTargets = [] }: ConsentPageOptions,
): PageAnswer {
  const { text, formToken, session } = visit;
  return show(visit, {
    title: text.consent.title,
    width: 'narrow',
    formTargets,
    body: html`<div class="card">
      <h1>${text.consent.title}</h1>
      <p>${text.consent.text(client, session.person.name ?? '')}</p>
      ${device === undefined ? html`` : deviceFacts(visit, device)}
      <p>${text.consent.may}</p>
      <ul>
        <li>${text.consent.roles}</li>
      </ul>
      ${note('wait', text.consent.warning)}
      ${postForm(
        { action, formToken, ...(device !== undefined && { hidden: { user_code: device.userCode } }) },
        html`<div class="actions">
          <button class="button" name="decision" value="approve">${text.consent.allow}</button>
          <button class="button plain" name="decision" value="refuse">${text.consent.refuse}</button>
        </div>`,
      )}
    </div>`,
  });
}

function deviceFacts(visit: OwnVisit, { userCode, source, askedAt }: WaitingDevice): Markup {
  const { text } = visit;
  return html`<p>${text.device.compare}</p>
    <p class="code big">${userCode}</p>
    <dl>
      <dt>${text.device.source}</dt>
      <dd>${source}</dd>
      <dt>${text.device.at}</dt>
      <dd>${timeText(visit, askedAt * 1000)}</dd>
    </dl>`;
}
