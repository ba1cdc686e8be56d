import { html, type Markup } from '@simpul/html';

/** A text that stands out: what went well, what did not, what is waited for. */
export function note(kind: 'good' | 'bad' | 'wait', text: string): Markup {
  return kind === 'bad'
    ? html`<p class="note bad" role="alert">${text}</p>`
    : html`<p class="note ${kind}" role="status">${text}</p>`;
}

/** A short label of a state. */
export function tag(kind: 'good' | 'bad' | 'wait' | 'plain', text: string): Markup {
  return html`<span class="tag ${kind}">${text}</span>`;
}
