import { html } from '@simpul/html';
import type { PageAnswer } from '../http/page-answer.ts';
import type { Visit } from '../http/visit.ts';
import { show } from './frame.ts';

/** A page that says why there is no other. */
export interface ErrorPageOptions {
  readonly status: number;
  /** One of the texts of errors, or a message in the visitor's language. */
  readonly what: 'notFound' | 'stale' | 'tooMany' | 'internal' | { readonly message: string };
  readonly headers?: readonly string[];
  /** Under which the log holds it. */
  readonly incident?: string;
}

export function errorPage(visit: Visit, { status, what, headers = [], incident }: ErrorPageOptions): PageAnswer {
  const { text, request } = visit;
  const { title, body } =
    typeof what === 'string' ? text.errors[what] : { title: text.errors.failed, body: what.message };
  return show(visit, {
    title,
    width: 'narrow',
    status,
    headers,
    languages: request.method === 'GET',
    body: html`<div class="card">
      <h1>${title}</h1>
      <p>${body}</p>
      ${incident === undefined ? html`` : html`<p><code>${incident}</code></p>`}
      <p><a href="/people">${text.layout.home}</a></p>
    </div>`,
  });
}
