import type { SimpulError } from './simpul-error.ts';

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

/** Whether `Accept` asks for XML: an XML type, or `text/*`, anywhere in it. */
export function wantsXml(accept: string | undefined): boolean {
  return accept !== undefined && /(?:application|text)\/xml|text\/\*/i.test(accept);
}

/** Renders an error in style x7. `detail` is the id under which the log holds it. */
export function toXRoadError(error: SimpulError, detail: string, accept: string | undefined): XRoadError {
  const type = error.definition.exchange?.type ?? INTERNAL;
  const message = `${error.message} (${error.code})`;
  const { status } = error.definition;
  if (wantsXml(accept)) {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<error><type>${escapeXml(type)}</type><message>${escapeXml(message)}</message><detail>${escapeXml(detail)}</detail></error>`;
    return { status, type, contentType: 'text/xml; charset=utf-8', body };
  }
  return { status, type, contentType: 'application/json', body: JSON.stringify({ type, message, detail }) };
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
