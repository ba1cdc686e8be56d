import { HTTP, SimpulError } from '@simpul/errors';
import type { PageRequest } from './page-request.ts';

/** Fields of a form by name, each of them there once. */
export type Form = ReadonlyMap<string, string>;

const TYPE = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;
const MAX_BYTES = 32 * 1024;
const MAX_FIELDS = 40;
const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/**
 * Reads a form as browsers send it.
 * @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` for another type, text that is not UTF-8, a field that comes twice and too much
 */
export function readForm(request: Pick<PageRequest, 'body' | 'header'>): Form {
  if (!TYPE.test(request.header('content-type') ?? '')) throw refused('it is not a form');
  if (request.body.byteLength > MAX_BYTES) throw refused('the form is too large');
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(textOf(request.body))) {
    if (form.has(name)) throw refused('a field comes twice');
    if (form.size === MAX_FIELDS) throw refused('the form has too many fields');
    if (value.includes('\0')) throw refused('a field is not text');
    form.set(name, value);
  }
  return form;
}

function textOf(body: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    // Looked at here, since U+FFFD, which would stand for broken ones, may be what somebody wrote.
    for (const [escapes] of text.matchAll(ESCAPES)) decodeURIComponent(escapes);
    return text;
  } catch (cause) {
    throw refused('the form is not UTF-8', cause);
  }
}

function refused(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(HTTP.BAD_REQUEST, { params: { reason }, cause });
}
