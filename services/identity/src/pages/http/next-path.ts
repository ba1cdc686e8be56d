/** Pages for people; nothing that a browser could read as another host. */
const OURS = /^\/people(?:\/[A-Za-z0-9_~-][A-Za-z0-9_~.-]*)*(?:\?[A-Za-z0-9_~.%=&-]*)?$/;
const MAX_LENGTH = 500;
const HOME = '/people';

/** Where to go after signing in: a page of ours that a form or an address names, else the account. */
export function nextPath(given: string | null | undefined): string {
  return given !== null && given !== undefined && given.length <= MAX_LENGTH && OURS.test(given) ? given : HOME;
}

/** The page for signing in that leads back to a page. @param again - whether the session is too old for what was asked */
export function signInPath(next: string, again = false): string {
  const query = new URLSearchParams({ ...(nextPath(next) !== HOME && { next }), ...(again && { again: '1' }) });
  return query.size === 0 ? '/people/sign-in' : `/people/sign-in?${String(query)}`;
}
