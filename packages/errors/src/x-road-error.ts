import type { SimpulError } from './simpul-error.ts';
import { type ErrorStyle, inStyle } from './x-road-style.ts';

/** An error as X-Road's REST protocol shows it (PR-REST 4.6). */
export interface XRoadError {
  readonly status: number;
  /** Value of `X-Road-Error`. */
  readonly type: string;
  readonly contentType: string;
  readonly body: string;
}

/** Type of errors that have no row of their own for exchanges. */
const INTERNAL = 'Server.ClientProxy.InternalError';

/** Types in `Accept` that ask for XML, and the type that the answer then has. */
const XML_TYPES: ReadonlyMap<string, string> = new Map([
  ['text/xml', 'text/xml'],
  ['application/xml', 'application/xml'],
  ['text/*', 'text/xml'],
]);

export interface XRoadErrorOptions {
  /** The id under which the log holds it. */
  readonly detail: string;
  /** The caller's `Accept`. */
  readonly accept: string | undefined;
  readonly style: ErrorStyle;
}

/** Renders an error as X-Road's security server does: JSON, or XML where an XML type stands anywhere in `Accept`. */
export function toXRoadError(error: SimpulError, { detail, accept, style }: XRoadErrorOptions): XRoadError {
  const { definition } = error;
  const { type, status } = inStyle(style, definition.exchange?.type ?? INTERNAL, definition.status);
  const whole = definition.exchange?.comparedWhole === true;
  const message = whole ? error.message : `${error.message} (${error.code})`;
  const xml = xmlTypeIn(accept);
  if (xml !== undefined) {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<error><type>${escapeXml(type)}</type><message>${escapeXml(message)}</message><detail>${escapeXml(detail)}</detail></error>`;
    return { status, type, contentType: `${xml}; charset=utf-8`, body };
  }
  return { status, type, contentType: 'application/json', body: JSON.stringify({ type, message, detail }) };
}

/** The first XML type of `Accept`, whatever its weight. */
function xmlTypeIn(accept: string | undefined): string | undefined {
  if (accept === undefined) return undefined;
  for (const range of accept.split(',')) {
    const type = XML_TYPES.get((range.split(';', 1)[0] ?? '').trim().toLowerCase());
    if (type !== undefined) return type;
  }
  return undefined;
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What no document of XML 1.0 may hold, not even as a reference (section 2.2). */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escapeXml(text: string): string {
  return text.replaceAll(NOT_XML, '\uFFFD').replaceAll(/[&<>"']/g, (character) => XML_ESCAPES[character] ?? character);
}
