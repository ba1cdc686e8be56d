/** A piece of a page whose values are escaped already. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Fills a template; values are escaped unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly (Markup | string)[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(values[i - 1] ?? '') + part));
}

/** Markup one after the other. */
export function join(pieces: readonly Markup[]): Markup {
  return new Markup(pieces.map(String).join(''));
}

function render(value: Markup | string): string {
  return value instanceof Markup ? value.toString() : escapeHtml(value);
}

/** A text as it may stand in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
