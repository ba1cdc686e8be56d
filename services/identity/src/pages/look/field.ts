import { html, join, type Markup } from '@simpul/html';
import type { Texts } from '../texts/texts.ts';

/** Attributes of a control; `true` stands for one without a value. */
type Attributes = Readonly<Record<string, string | true | undefined>>;

export interface FieldOptions {
  /** Name of the field, and id of its control. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value?: string | undefined;
  /** What is wrong with it. */
  readonly problem?: string | undefined;
  readonly attributes?: Attributes;
}

/** A field of one line, with its label, hint and what is wrong with it. */
export function textField(options: FieldOptions): Markup {
  const given = { type: 'text', ...options.attributes, value: options.value };
  return around(options, html`<input ${attributes(options, given)} />`);
}

/** A field of several lines. */
export function areaField(options: FieldOptions): Markup {
  return around(options, html`<textarea ${attributes(options, options.attributes)}>${options.value ?? ''}</textarea>`);
}

/** A choice of one. */
export function choiceField(options: FieldOptions, choices: readonly { value: string; name: string }[]): Markup {
  const entries = choices.map(({ value, name }) =>
    value === options.value
      ? html`<option value="${value}" selected>${name}</option>`
      : html`<option value="${value}">${name}</option>`,
  );
  return around(
    options,
    html`<select ${attributes(options, options.attributes)}>
      ${join(entries)}
    </select>`,
  );
}

/** Says at the top of a page what has to be put right, each with a link to its field. */
export function errorSummary(text: Texts, problems: Readonly<Record<string, string | undefined>>): Markup {
  const lines = Object.entries(problems).flatMap(([name, problem]) =>
    problem === undefined ? [] : [html`<li><a href="#${name}">${problem}</a></li>`],
  );
  if (lines.length === 0) return html``;
  return html`<div class="note bad" role="alert" tabindex="-1">
    <h2>${text.layout.errors}</h2>
    <ul>
      ${join(lines)}
    </ul>
  </div>`;
}

function around({ name, label, hint, problem }: FieldOptions, control: Markup): Markup {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint === undefined ? html`` : html`<p class="hint" id="${name}-hint">${hint}</p>`} ${control}
    ${problem === undefined ? html`` : html`<p class="wrong" id="${name}-wrong">${problem}</p>`}
  </div>`;
}

function attributes({ name, hint, problem }: FieldOptions, more: Attributes = {}): Markup {
  const said = [...(hint === undefined ? [] : [`${name}-hint`]), ...(problem === undefined ? [] : [`${name}-wrong`])];
  const all: Attributes = {
    id: name,
    name,
    'aria-describedby': said.length === 0 ? undefined : said.join(' '),
    'aria-invalid': problem === undefined ? undefined : 'true',
    ...more,
  };
  return join(
    Object.entries(all).flatMap(([attribute, value]) => {
      if (value === undefined) return [];
      return value === true ? [html` ${attribute}`] : [html` ${attribute}="${value}"`];
    }),
  );
}
