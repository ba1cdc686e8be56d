import { html } from '@simpul/html';
import { isSimpulError, PEOPLE } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import { SESSION_COOKIE, writeCookie } from '../pages/http/cookies.ts';
import { nextPath } from '../pages/http/next-path.ts';
import { type PageAnswer, seeOther } from '../pages/http/page-answer.ts';
import type { Route } from '../pages/http/route-table.ts';
import { type Visit, visitorOf } from '../pages/http/visit.ts';
import { show } from '../pages/look/frame.ts';
import { signInPage } from '../pages/sign-in/sign-in-page.ts';
import type { People } from '../people/people.ts';
import type { SignedIn } from '../people/sessions/session.ts';
import { tooMany } from '../people/store/tries.ts';
import { BEGUN_TTL_S, type BegunSignIns } from './begun-sign-ins.ts';
import type { UpstreamClient } from './upstream-client.ts';
import { UPSTREAM_CALLBACK, UPSTREAM_START } from './upstream-config.ts';

export interface UpstreamRoutesOptions {
  readonly name: string;
  readonly publicUrl: string;
  readonly client: UpstreamClient;
  readonly begun: BegunSignIns;
  readonly people: Pick<People, 'signIn' | 'upstreamLinks'>;
  /** By the peer's address, of sign-ins that begin. */
  readonly limit: RateLimiter;
  readonly logger: Logger;
}

/** Binds a sign-in to its browser; Lax, since the provider's answer comes from another site. */
const COOKIE = '__Secure-simpul-region';

/** Signing in with the region's own OpenID provider. */
export function upstreamRoutes(options: UpstreamRoutesOptions): Route[] {
  const { name, publicUrl, client, begun, people, limit, logger } = options;

  function refused(visit: Visit): PageAnswer {
    const upstream = { name, start: UPSTREAM_START };
    return signInPage(visit, { upstream, problem: visit.text.signIn.regionFailed(name), status: 401 });
  }

  async function start(visit: Visit): Promise<PageAnswer> {
    const wait = limit.take(visit.request.source);
    if (wait > 0) throw tooMany(wait);
    const { address, begun: kept } = await client.begin();
    const cookie = await begun.keep({ ...kept, next: nextPath(visit.request.query.get('next')) });
    return seeOther(address, [writeLaxCookie(cookie, BEGUN_TTL_S)]);
  }

  async function finish(visit: Visit): Promise<PageAnswer> {
    const { request } = visit;
    const kept = await begun.take(request.cookies.get(COOKIE) ?? '');
    if (kept === undefined) return refused(visit);
    const callback = new URL(`${publicUrl}${request.path}?${String(request.query)}`);
    const { issuer, subject, verifiedEmail } = await client.finish(callback, kept);
    if (verifiedEmail !== undefined) await people.upstreamLinks.link({ issuer, subject }, verifiedEmail);
    const signedIn = await people.signIn.withUpstream({ issuer, subject }, visitorOf(visit));
    return goOn(visit, kept.next, signedIn);
  }

  /** Whoever it is that the provider vouches for, and whatever went wrong: people learn that it failed, the log learns why. */
  async function orRefused(visit: Visit, step: (visit: Visit) => Promise<PageAnswer>): Promise<PageAnswer> {
    try {
      return await step(visit);
    } catch (error) {
      if (isSimpulError(error) && !isSimpulError(error, PEOPLE.SIGN_IN_FAILED)) throw error;
      if (!isSimpulError(error)) logger.warn(reasonOf(error), "a sign-in at the region's OpenID provider failed");
      return refused(visit);
    }
  }

  return [
    { path: UPSTREAM_START, for: 'everybody', get: (visit) => orRefused(visit, start) },
    { path: UPSTREAM_CALLBACK, for: 'everybody', get: (visit) => orRefused(visit, finish) },
  ];
}

/** What the library says of it, without what it holds: claims of people, codes. */
function reasonOf(error: unknown): { readonly reason: string } {
  if (!(error instanceof Error)) return { reason: 'unknown' };
  return { reason: 'code' in error ? `${String(error.code)}: ${error.message}` : error.message };
}

/** A page in between: browsers do not send a strict cookie along with a redirect that another site began. */
function goOn(visit: Visit, next: string, { token, session }: SignedIn): PageAnswer {
  const { text } = visit;
  return show(
    { ...visit, session },
    {
      title: text.signIn.title,
      width: 'narrow',
      languages: false,
      head: html`<meta http-equiv="refresh" content="0; url=${next}" />`,
      cookies: [writeCookie(SESSION_COOKIE, token), writeLaxCookie('', 0)],
      body: html`<div class="card"><a class="button" href="${next}">${text.signIn.goOn}</a></div>`,
    },
  );
}

function writeLaxCookie(value: string, maxAge: number): string {
  return `${COOKIE}=${value}; Path=${UPSTREAM_START}; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`;
}
