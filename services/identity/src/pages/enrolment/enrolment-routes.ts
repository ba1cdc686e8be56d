import { html } from '@simpul/html';
import type { Enrolled, People } from '../../people/people.ts';
import { SESSION_COOKIE, writeCookie } from '../http/cookies.ts';
import { json, type PageAnswer, seeOther } from '../http/page-answer.ts';
import { refusalIn } from '../http/refusal.ts';
import type { Route } from '../http/route-table.ts';
import { credentialOf, fieldOf, type OwnVisit } from '../http/visit.ts';
import { passkeyForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { note } from '../look/note.ts';
import { recoveryCodesPage } from '../recovery/recovery-codes-page.ts';
import { postedSetUp, totpPage } from '../totp/totp-page.ts';

const PATH = '/people/enrolment';

/** How an invited person chooses the first way to sign in. */
export function enrolmentRoutes({ enrolment }: Pick<People, 'enrolment'>): Route[] {
  return [
    { path: PATH, for: 'invited', get: (visit) => choicePage(visit) },
    {
      path: `${PATH}/passkey/options`,
      for: 'invited',
      post: async ({ session }) => json(await enrolment.passkeyOptions(session)),
    },
    {
      path: `${PATH}/passkey`,
      for: 'invited',
      post: (visit) =>
        refusalIn(
          visit,
          async () => {
            const name = fieldOf(visit, 'name') || visit.text.enrolment.defaultName;
            return welcome(visit, await enrolment.addPasskey(visit.session, { response: credentialOf(visit), name }));
          },
          (message) => choicePage(visit, message),
        ),
    },
    {
      path: `${PATH}/totp`,
      for: 'invited',
      get: (visit) => totpPage(visit, { ...TOTP, setUp: enrolment.startTotp(visit.session) }),
      post: (visit) =>
        refusalIn(
          visit,
          async () => {
            const answer = { sealed: fieldOf(visit, 'sealed'), code: fieldOf(visit, 'code') };
            return welcome(visit, await enrolment.addTotp(visit.session, answer));
          },
          (message) => totpPage(visit, { ...TOTP, setUp: postedSetUp(visit), problem: message }),
        ),
    },
  ];
}

const TOTP = { action: `${PATH}/totp`, back: PATH };

/** The session of the invitation has ended; the codes are shown this once. */
function welcome(visit: OwnVisit, { signedIn, recoveryCodes }: Enrolled): PageAnswer {
  const cookies = signedIn === undefined ? [] : [writeCookie(SESSION_COOKIE, signedIn.token)];
  if (recoveryCodes === undefined) return seeOther('/people', cookies);
  return recoveryCodesPage({ ...visit, session: signedIn?.session ?? visit.session }, recoveryCodes, cookies);
}

function choicePage(visit: OwnVisit, message?: string): PageAnswer {
  const { text, formToken } = visit;
  return show(visit, {
    title: text.enrolment.choose,
    width: 'narrow',
    script: true,
    ...(message !== undefined && { status: 400 }),
    body: html`<div class="card">
      <h1>${text.enrolment.choose}</h1>
      ${message === undefined ? html`` : note('bad', message)}
      ${passkeyForm(
        {
          action: `${PATH}/passkey`,
          formToken,
          optionsFrom: `${PATH}/passkey/options`,
          failure: text.enrolment.passkeyFailed,
        },
        html`<p>${text.enrolment.passkeyHint}</p>
          <button class="button">${text.enrolment.passkey}</button>
          <p class="or">${text.signIn.or}</p>`,
      )}
      <noscript><p class="hint">${text.layout.noScript}</p></noscript>
      <a class="button plain wide" href="${PATH}/totp">${text.enrolment.useTotp}</a>
    </div>`,
  });
}
