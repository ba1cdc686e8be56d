import { html, join, type Markup } from '@simpul/html';

export interface FormOptions {
  readonly action: string;
  readonly formToken: string;
  /** Fields that are not shown. */
  readonly hidden?: Readonly<Record<string, string>>;
}

/** A form that is sent with its token. */
export function postForm(options: FormOptions, body: Markup): Markup {
  return html`<form method="post" action="${options.action}">${hiddenFields(options)} ${body}</form>`;
}

/**
 * A form that a passkey sends (files/passkeys.js), shown only where a browser knows passkeys.
 * @param options - `optionsFrom`: where the script gets what it asks the passkey
 */
export function passkeyForm(options: FormOptions & { optionsFrom: string; failure: string }, body: Markup): Markup {
  return html`<form method="post" action="${options.action}" data-passkey="${options.optionsFrom}" hidden>
    ${hiddenFields({ ...options, hidden: { ...options.hidden, credential: '' } })} ${body}
    <p class="note bad" role="alert" data-failure hidden>${options.failure}</p>
  </form>`;
}

function hiddenFields({ formToken, hidden = {} }: FormOptions): Markup {
  return join(
    Object.entries({ token: formToken, ...hidden }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    ),
  );
}
