import type { identityHttp, Result } from '@simpul/contracts';
import type { Markup } from '@simpul/html';

/** An answer to `identity.http`. */
export type PageAnswer = Result<typeof identityHttp>;

export interface PageOptions {
  readonly status?: number;
  /** `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  /** More headers, names and values alternating. */
  readonly headers?: readonly string[];
  /** Origins beside our own to which a form of the page may lead. */
  readonly formTargets?: readonly string[];
}

/** `same-origin`: with `no-referrer` browsers send `Origin: null` with a form. */
const BASE = [
  'x-content-type-options',
  'nosniff',
  'referrer-policy',
  'same-origin',
  'x-frame-options',
  'DENY',
  'cross-origin-opener-policy',
  'same-origin',
];
const NO_STORE = ['cache-control', 'no-store'];
const A_YEAR = 'public, max-age=31536000, immutable';

/** A page, which may load only what is ours and stands in no other page. */
export function page(markup: Markup, options: PageOptions = {}): PageAnswer {
  const { status = 200, cookies = [], headers = [], formTargets = [] } = options;
  return answer(status, String(markup), [
    'content-type',
    'text/html; charset=utf-8',
    'content-security-policy',
    policy(["'self'", ...formTargets].join(' ')),
    ...NO_STORE,
    ...headers,
    ...setCookies(cookies),
  ]);
}

/** Leads to another page after a form; a reload does not send the form again. */
export function seeOther(location: string, cookies: readonly string[] = []): PageAnswer {
  return answer(303, '', ['location', location, ...NO_STORE, ...setCookies(cookies)]);
}

/** What the script asks for. */
export function json(value: unknown, status = 200): PageAnswer {
  return answer(status, JSON.stringify(value), ['content-type', 'application/json', ...NO_STORE]);
}

/** A file whose name changes with its content. */
export function file(content: string, type: string): PageAnswer {
  return answer(200, content, ['content-type', type, 'cache-control', A_YEAR]);
}

/** The same answer without its body, for HEAD. */
export function headOf(given: PageAnswer): PageAnswer {
  return { ...given, body: new Uint8Array() };
}

function answer(status: number, body: string, headers: readonly string[]): PageAnswer {
  return { status, headers: [...BASE, ...headers], body: new TextEncoder().encode(body) };
}

function setCookies(cookies: readonly string[]): string[] {
  return cookies.flatMap((cookie) => ['set-cookie', cookie]);
}

function policy(formAction: string): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
