/** Cookies of the pages; the prefix keeps other hosts and paths from setting them (RFC 6265bis, 4.1.3.2). */
export const SESSION_COOKIE = '__Host-simpul-session';
/** Binds forms to a browser that has not signed in. */
export const FORM_COOKIE = '__Host-simpul-form';
export const LANGUAGE_COOKIE = '__Host-simpul-language';

/** Reads a `Cookie` header; of a name that comes twice neither value counts. */
export function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  const twice = new Set<string>();
  for (const pair of header.split(';')) {
    const [name = '', ...value] = pair.trim().split('=');
    if (cookies.has(name)) twice.add(name);
    cookies.set(name, value.join('='));
  }
  for (const name of twice) cookies.delete(name);
  return cookies;
}

/** A `Set-Cookie` value, gone with the browser unless it has an age in seconds. */
export function writeCookie(name: string, value: string, maxAge?: number): string {
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict${age}`;
}
