import { isSimpulError, PEOPLE } from '@simpul/errors';
import { html, join } from '@simpul/html';
import type { People } from '../../people/people.ts';
import { SESSION_COOKIE, writeCookie } from '../http/cookies.ts';
import { type PageAnswer, seeOther } from '../http/page-answer.ts';
import type { Route } from '../http/route-table.ts';
import { type Visit, visitorOf } from '../http/visit.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { grantText } from '../look/role-text.ts';
import { timeText } from '../look/time-text.ts';

/** An invitation's link: looking at it uses nothing up, since mail filters look too. */
export function invitationRoutes({ invitations }: Pick<People, 'invitations'>): Route[] {
  return [
    {
      path: '/people/invitations/:token',
      for: 'everybody',
      get: (visit) => orGone(visit, async () => invitation(visit, await invitations.look(tokenOf(visit)))),
      post: (visit) =>
        orGone(visit, async () => {
          const { token } = await invitations.accept(tokenOf(visit), visitorOf(visit));
          return seeOther('/people/enrolment', [writeCookie(SESSION_COOKIE, token)]);
        }),
    },
  ];
}

const tokenOf = ({ segments }: Visit) => segments['token'] ?? '';

async function orGone(visit: Visit, answer: () => Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await answer();
  } catch (error) {
    if (!isSimpulError(error, PEOPLE.INVITATION_INVALID)) throw error;
    const { text } = visit;
    return show(visit, {
      title: text.enrolment.gone,
      width: 'narrow',
      status: error.definition.status,
      body: html`<div class="card">
        <h1>${text.enrolment.gone}</h1>
        <p>${text.enrolment.goneText}</p>
      </div>`,
    });
  }
}

function invitation(
  visit: Visit,
  { person, invitedBy, expiresAt }: Awaited<ReturnType<People['invitations']['look']>>,
): PageAnswer {
  const { text, request, formToken } = visit;
  const roles = person.grants.map((grant) => html`<li>${grantText(text, grant)}</li>`);
  return show(visit, {
    title: text.enrolment.title,
    width: 'narrow',
    body: html`<div class="card">
      <h1>${person.name === null ? text.enrolment.title : text.enrolment.welcome(person.name)}</h1>
      <p>${invitedBy === null ? text.enrolment.invited : text.enrolment.invitedBy(invitedBy)}</p>
      <ul>
        ${join(roles)}
      </ul>
      <p class="hint">${text.enrolment.expires(timeText(visit, expiresAt))}</p>
      ${postForm({ action: request.path, formToken }, html`<button class="button">${text.enrolment.accept}</button>`)}
    </div>`,
  });
}
