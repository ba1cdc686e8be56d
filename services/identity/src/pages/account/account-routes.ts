import type { People } from '../../people/people.ts';
import { json, seeOther } from '../http/page-answer.ts';
import { refusalIn } from '../http/refusal.ts';
import type { Route } from '../http/route-table.ts';
import { credentialOf, fieldOf, type OwnVisit } from '../http/visit.ts';
import { recoveryCodesPage } from '../recovery/recovery-codes-page.ts';
import { postedSetUp, totpPage } from '../totp/totp-page.ts';
import { accountPage, type Done } from './account-page.ts';

const done = (what: Done) => seeOther(`/people?done=${what}`);
const TOTP = { action: '/people/totp', back: '/people' };

/** A person's own account: means of signing in, and sessions. */
export function accountRoutes({ enrolment, sessions }: People): Route[] {
  const account = async (visit: OwnVisit, problem?: string) =>
    accountPage(visit, { sessions: await sessions.list(visit.session.person.id), problem });
  const change = (what: Done, act: (visit: OwnVisit) => Promise<unknown>) => (visit: OwnVisit) =>
    refusalIn(
      visit,
      async () => {
        await act(visit);
        return done(what);
      },
      (message) => account(visit, message),
    );
  return [
    { path: '/people', for: 'signed-in', get: (visit) => account(visit) },
    {
      path: '/people/passkeys/options',
      for: 'signed-in',
      post: async ({ session }) => json(await enrolment.passkeyOptions(session)),
    },
    {
      path: '/people/passkeys',
      for: 'signed-in',
      post: change('passkeyAdded', (visit) =>
        enrolment.addPasskey(visit.session, {
          response: credentialOf(visit),
          name: fieldOf(visit, 'name') || visit.text.account.passkeys,
        }),
      ),
    },
    {
      path: '/people/passkeys/remove',
      for: 'signed-in',
      post: change('removed', (visit) => enrolment.removePasskey(visit.session, fieldOf(visit, 'id'))),
    },
    {
      path: '/people/totp',
      for: 'signed-in',
      get: (visit) => totpPage(visit, { ...TOTP, setUp: enrolment.startTotp(visit.session) }),
      post: (visit) =>
        refusalIn(
          visit,
          async () => {
            await enrolment.addTotp(visit.session, { sealed: fieldOf(visit, 'sealed'), code: fieldOf(visit, 'code') });
            return done('totpDone');
          },
          (message) => totpPage(visit, { ...TOTP, setUp: postedSetUp(visit), problem: message }),
        ),
    },
    {
      path: '/people/totp/remove',
      for: 'signed-in',
      post: change('removed', ({ session }) => enrolment.removeTotp(session)),
    },
    {
      path: '/people/recovery-codes',
      for: 'signed-in',
      post: (visit) =>
        refusalIn(
          visit,
          async () => recoveryCodesPage(visit, await enrolment.newRecoveryCodes(visit.session)),
          (message) => account(visit, message),
        ),
    },
    {
      path: '/people/sessions/end',
      for: 'signed-in',
      post: change('ended', ({ session, form }) => sessions.end(session.person.id, form.get('id') ?? '')),
    },
  ];
}
