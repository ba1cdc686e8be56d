import { isSimpulError, PEOPLE } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { randomUUID } from 'node:crypto';
import type { RateLimiter } from '../../domain/rate-limiter.ts';
import type { People } from '../../people/people.ts';
import type { Assets } from '../files/static-files.ts';
import { errorPage } from '../look/error-page.ts';
import type { RegionView } from '../region.ts';
import { TEXTS } from '../texts/texts.ts';
import { FORM_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, writeCookie } from './cookies.ts';
import { formToken, isFormToken, newSecret } from './form-token.ts';
import { chooseLanguage, isLanguage } from './languages.ts';
import { signInPath } from './next-path.ts';
import { json, type PageAnswer, seeOther } from './page-answer.ts';
import type { PageRequest } from './page-request.ts';
import { type Form, readForm } from './read-form.ts';
import { type Found, methodsOf, type Route } from './route-table.ts';
import { cameFromHere } from './same-origin.ts';
import type { OwnVisit, Visit } from './visit.ts';

export interface VisitDependencies {
  readonly publicUrl: string;
  readonly region: Pick<RegionView, 'current'>;
  readonly people: Pick<People, 'sessions'>;
  readonly sourceLimit: RateLimiter;
  readonly assets: Assets;
  readonly logger: Logger;
}

/** The script of the pages sends the token of its form so: a header that no form of another site can send. */
const TOKEN_HEADER = 'x-simpul-form';
const A_YEAR_S = 31_536_000;

/** Answers a request for a page: who asks, whether it comes from a page of ours, and what its route says. */
export async function answerVisit(
  request: PageRequest,
  found: Found | undefined,
  deps: VisitDependencies,
): Promise<PageAnswer> {
  const token = request.cookies.get(SESSION_COOKIE);
  const session = token === undefined ? undefined : await deps.people.sessions.find(token);
  const secret = request.cookies.get(FORM_COOKIE) ?? newSecret();
  const asked = request.query.get('lang');
  const language = chooseLanguage(asked, request.cookies.get(LANGUAGE_COOKIE), request.header('accept-language'));
  const region = deps.region.current;
  const visit: Visit = {
    request,
    segments: found?.segments ?? {},
    form: new Map(),
    language,
    text: TEXTS[language],
    region,
    regionName: region.name[language] ?? region.name.id,
    assets: deps.assets,
    formToken: session?.formToken ?? formToken(secret),
    session,
  };
  const cookies = [
    ...(session === undefined && !request.cookies.has(FORM_COOKIE) ? [writeCookie(FORM_COOKIE, secret)] : []),
    ...(isLanguage(asked) ? [writeCookie(LANGUAGE_COOKIE, asked, A_YEAR_S)] : []),
  ];
  const answer = await orErrorPage(visit, deps, async () => {
    if (found === undefined) return errorPage(visit, { status: 404, what: 'notFound' });
    const allowed = methodsOf(found.route);
    if (!allowed.includes(request.method)) {
      return errorPage(visit, { status: 405, what: 'notFound', headers: ['allow', allowed.join(', ')] });
    }
    if (request.method !== 'POST') return play(found.route, visit, 'get');
    const wait = deps.sourceLimit.take(request.source);
    if (wait > 0) return errorPage(visit, { status: 429, what: 'tooMany', headers: ['retry-after', String(wait)] });
    if (!cameFromHere(request, deps.publicUrl)) return errorPage(visit, { status: 403, what: 'stale' });
    const form: Form = request.header(TOKEN_HEADER) === undefined ? readForm(request) : new Map();
    const given = request.header(TOKEN_HEADER) ?? form.get('token') ?? '';
    const own = session === undefined ? isFormToken(given, secret) : deps.people.sessions.isFormToken(session, given);
    // Who has no session any more signs in first: the token of an ended one says nothing.
    if (!own && found.route.for === 'everybody') return errorPage(visit, { status: 403, what: 'stale' });
    if (!own && session !== undefined) return errorPage(visit, { status: 403, what: 'stale' });
    return play(found.route, { ...visit, form }, 'post');
  });
  return { ...answer, headers: [...answer.headers, ...cookies.flatMap((cookie) => ['set-cookie', cookie])] };
}

/** Hands a visit to its route, or sends the visitor where he or she belongs first. */
async function play(route: Route, visit: Visit, method: 'get' | 'post'): Promise<PageAnswer> {
  if (route.for === 'everybody')
    return (await route[method]?.(visit)) ?? errorPage(visit, { status: 404, what: 'notFound' });
  const { session } = visit;
  if (session === undefined) return toSignIn(visit, false);
  if (route.for === 'signed-in' && session.stage === 'enrolment') return seeOther('/people/enrolment');
  if (route.for === 'invited' && session.stage === 'signed-in') return seeOther('/people');
  const own: OwnVisit = { ...visit, session };
  return (await route[method]?.(own)) ?? errorPage(visit, { status: 404, what: 'notFound' });
}

/** To the page for signing in, and back to where the visitor was. @param again - though signed in, too long ago */
function toSignIn({ request }: Visit, again: boolean): PageAnswer {
  const query = new URLSearchParams(request.query);
  query.delete('lang');
  const here = query.size === 0 ? request.path : `${request.path}?${String(query)}`;
  const location = signInPath(request.method === 'POST' ? '/people' : here, again);
  return request.header(TOKEN_HEADER) === undefined ? seeOther(location) : json({ location }, 401);
}

async function orErrorPage(
  visit: Visit,
  { logger }: Pick<VisitDependencies, 'logger'>,
  answer: () => Promise<PageAnswer>,
): Promise<PageAnswer> {
  try {
    return await answer();
  } catch (error) {
    if (isSimpulError(error, PEOPLE.SIGN_IN_AGAIN)) return toSignIn(visit, true);
    if (isSimpulError(error, PEOPLE.SESSION_ENDED)) return toSignIn(visit, false);
    if (isSimpulError(error) && error.definition.status < 500) {
      const headers = error.retryAfter === undefined ? [] : ['retry-after', String(error.retryAfter)];
      return errorPage(visit, {
        status: error.definition.status,
        what: { message: error.messageIn(visit.language) },
        headers,
      });
    }
    const incident = randomUUID();
    logger.error({ incident, err: error }, 'a page was not made');
    return errorPage(visit, {
      status: isSimpulError(error) ? error.definition.status : 500,
      what: 'internal',
      incident,
    });
  }
}
