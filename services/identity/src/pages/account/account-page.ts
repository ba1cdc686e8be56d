import { html, join, type Markup } from '@simpul/html';
import type { SessionView } from '../../people/sessions/session.ts';
import type { PageAnswer } from '../http/page-answer.ts';
import type { OwnVisit } from '../http/visit.ts';
import { browserName } from '../look/browser-name.ts';
import { textField } from '../look/field.ts';
import { passkeyForm, postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { note, tag } from '../look/note.ts';
import { grantText } from '../look/role-text.ts';
import { timeText } from '../look/time-text.ts';

export const DONE = ['passkeyAdded', 'removed', 'totpDone', 'ended'] as const;
export type Done = (typeof DONE)[number];

export interface AccountPageOptions {
  readonly sessions: readonly SessionView[];
  readonly problem?: string | undefined;
}

/** A person's account. */
export function accountPage(visit: OwnVisit, { sessions, problem }: AccountPageOptions): PageAnswer {
  const { text, session, request } = visit;
  const done = DONE.find((what) => what === request.query.get('done'));
  return show(visit, {
    title: text.account.title,
    width: 'middle',
    script: true,
    ...(problem !== undefined && { status: 409 }),
    body: html`<h1>${session.person.name ?? text.account.title}</h1>
      <p class="lead">${session.person.email ?? ''}</p>
      ${problem === undefined ? html`` : note('bad', problem)}
      ${done === undefined || problem !== undefined ? html`` : note('good', text.account[done])} ${roles(visit)}
      ${passkeys(visit)} ${totp(visit)} ${recovery(visit)} ${sessionList(visit, sessions)}`,
  });
}

function roles({ text, session }: OwnVisit): Markup {
  const lines = session.person.grants.map((grant) => html`<li><span>${grantText(text, grant)}</span></li>`);
  return html`<section class="card" aria-labelledby="roles">
    <h2 id="roles">${text.account.roles}</h2>
    ${
      lines.length === 0
        ? html`<p>${text.account.noRoles}</p>`
        : html`<ul class="rows">
            ${join(lines)}
          </ul>`
    }
  </section>`;
}

function passkeys(visit: OwnVisit): Markup {
  const { text, session, formToken } = visit;
  const lines = session.person.passkeys.map(({ id, name, addedAt, usedAt }) => {
    const used = usedAt === null ? '' : ` · ${text.account.lastUsed(timeText(visit, usedAt))}`;
    return html`<li>
      <div>
        <strong>${name}</strong>
        <div class="hint">${text.account.added(timeText(visit, addedAt))}${used}</div>
      </div>
      ${postForm(
        { action: '/people/passkeys/remove', formToken, hidden: { id } },
        html`<button class="button risk" aria-label="${text.account.removeNamed(name)}">
          ${text.account.remove}
        </button>`,
      )}
    </li>`;
  });
  return html`<section class="card" aria-labelledby="passkeys">
    <h2 id="passkeys">${text.account.passkeys}</h2>
    ${
      lines.length === 0
        ? html`<p class="soft">${text.account.noPasskeys}</p>`
        : html`<ul class="rows">
            ${join(lines)}
          </ul>`
    }
    ${passkeyForm(
      {
        action: '/people/passkeys',
        formToken,
        optionsFrom: '/people/passkeys/options',
        failure: text.enrolment.passkeyFailed,
      },
      html`${textField({
          name: 'name',
          label: text.account.passkeyName,
          hint: text.account.passkeyNameHint,
          attributes: { maxlength: '60', required: true, autocomplete: 'off' },
        })} <button class="button plain">${text.account.addPasskey}</button>`,
    )}
    <noscript><p class="hint">${text.layout.noScript}</p></noscript>
  </section>`;
}

function totp(visit: OwnVisit): Markup {
  const { text, session, formToken } = visit;
  const on = session.person.totp !== null;
  const remove = postForm(
    { action: '/people/totp/remove', formToken },
    html`<button class="button risk" aria-label="${text.account.removeNamed(text.account.totp)}">
      ${text.account.remove}
    </button>`,
  );
  return html`<section class="card" aria-labelledby="totp">
    <h2 id="totp">${text.account.totp}</h2>
    <ul class="rows">
      <li>
        <span>${on ? tag('good', text.account.totpOn) : tag('plain', text.account.totpOff)}</span>
        ${on ? remove : html`<a class="button plain" href="/people/totp">${text.account.totpSetUp}</a>`}
      </li>
    </ul>
  </section>`;
}

function recovery({ text, session, formToken }: OwnVisit): Markup {
  return html`<section class="card" aria-labelledby="recovery">
    <h2 id="recovery">${text.account.recovery}</h2>
    <p>${text.account.recoveryLeft(session.person.recovery.length)}</p>
    <p class="hint">${text.account.recoveryHint}</p>
    ${postForm(
      { action: '/people/recovery-codes', formToken },
      html`<button class="button plain">${text.account.recoveryNew}</button>`,
    )}
  </section>`;
}

function sessionList(visit: OwnVisit, sessions: readonly SessionView[]): Markup {
  const { text, session, formToken } = visit;
  const lines = sessions.map(({ id, agent, means, startedAt, seenAt }) => {
    const began = timeText(visit, startedAt);
    return html`<li>
      <div>
        <strong>${browserName(agent) ?? text.account.browser}</strong>
        ${id === session.id ? tag('good', text.account.thisSession) : html``}
        <div class="hint">
          ${text.means[means]} · ${text.account.began(began)} · ${text.account.seen(timeText(visit, seenAt))}
        </div>
      </div>
      ${
        id === session.id
          ? html``
          : postForm(
              { action: '/people/sessions/end', formToken, hidden: { id } },
              html`<button class="button risk" aria-label="${text.account.endSession(began)}">
                ${text.account.end}
              </button>`,
            )
      }
    </li>`;
  });
  return html`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${text.account.sessions}</h2>
    <p class="hint">${text.account.sessionsHint}</p>
    <ul class="rows">
      ${join(lines)}
    </ul>
  </section>`;
}
