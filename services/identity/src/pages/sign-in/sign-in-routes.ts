import { isSimpulError, PEOPLE } from '@simpul/errors';
import type { People } from '../../people/people.ts';
import type { SignedIn } from '../../people/sessions/session.ts';
import { LANGUAGE_COOKIE, SESSION_COOKIE, writeCookie } from '../http/cookies.ts';
import { nextPath } from '../http/next-path.ts';
import { json, type PageAnswer, seeOther } from '../http/page-answer.ts';
import type { Route } from '../http/route-table.ts';
import { credentialOf, fieldOf, type Visit, visitorOf } from '../http/visit.ts';
import { signInPage, type UpstreamLink } from './sign-in-page.ts';

/** Signing in and out. */
export function signInRoutes({ signIn, sessions }: People, upstream: UpstreamLink | undefined): Route[] {
  const enter = (visit: Visit, { token, session }: SignedIn): PageAnswer =>
    seeOther(nextPath(fieldOf(visit, 'next')), [
      writeCookie(SESSION_COOKIE, token),
      ...(visit.request.cookies.has(LANGUAGE_COOKIE) ? [] : [writeCookie(LANGUAGE_COOKIE, session.person.language)]),
    ]);
  /** Why it failed nobody learns; whoever tried too often learns when to come again. */
  const orAgain = async (visit: Visit, attempt: () => Promise<SignedIn>, failed: string): Promise<PageAnswer> => {
    try {
      return enter(visit, await attempt());
    } catch (error) {
      if (isSimpulError(error, PEOPLE.SIGN_IN_FAILED))
        return signInPage(visit, { upstream, problem: failed, status: 401 });
      if (!isSimpulError(error, PEOPLE.TOO_MANY_TRIES)) throw error;
      const wait = error.retryAfter ?? 0;
      const problem = visit.text.signIn.wait(Math.ceil(wait / 60));
      return signInPage(visit, { upstream, problem, status: 429, headers: ['retry-after', String(wait)] });
    }
  };
  return [
    {
      path: '/people/sign-in',
      for: 'everybody',
      get: (visit) => signInPage(visit, { upstream }),
      post: (visit) => {
        const given = { email: fieldOf(visit, 'email'), code: fieldOf(visit, 'code') };
        return orAgain(visit, () => signIn.withCode(given, visitorOf(visit)), visit.text.signIn.failed);
      },
    },
    {
      path: '/people/sign-in/passkey/options',
      for: 'everybody',
      post: async () => json(await signIn.passkeyOptions()),
    },
    {
      path: '/people/sign-in/passkey',
      for: 'everybody',
      post: (visit) =>
        orAgain(
          visit,
          () => signIn.withPasskey(credentialOf(visit), visitorOf(visit)),
          visit.text.signIn.passkeyFailed,
        ),
    },
    {
      path: '/people/sign-out',
      for: 'everybody',
      post: async ({ session }) => {
        if (session !== undefined) await sessions.end(session.person.id, session.id);
        return seeOther('/people/sign-in?done=signedOut', [writeCookie(SESSION_COOKIE, '', 0)]);
      },
    },
  ];
}
