import { html } from '@simpul/html';
import { nextPath } from '../http/next-path.ts';
import type { PageAnswer } from '../http/page-answer.ts';
import { fieldOf, type Visit } from '../http/visit.ts';
import { textField } from '../look/field.ts';
import { passkeyForm, postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { note } from '../look/note.ts';

/** The region's own OpenID provider. */
export interface UpstreamLink {
  readonly name: string;
  /** Where signing in with it begins. */
  readonly start: string;
}

export interface SignInPageOptions {
  readonly upstream: UpstreamLink | undefined;
  readonly problem?: string;
  readonly status?: number;
  readonly headers?: readonly string[];
}

/** Signing in: passkey first, code of an app or recovery code without JavaScript, and the region's own provider. */
export function signInPage(
  visit: Visit,
  { upstream, problem, status = 200, headers = [] }: SignInPageOptions,
): PageAnswer {
  const { text, formToken, request } = visit;
  const next = nextPath(visit.form.get('next') ?? request.query.get('next'));
  const hidden = { next };
  const query = String(new URLSearchParams(hidden));
  return show(visit, {
    title: text.signIn.title,
    width: 'narrow',
    script: true,
    status,
    headers,
    body: html`<div class="card">
        <h1>${text.signIn.title}</h1>
        ${problem === undefined ? said(visit) : note('bad', problem)}
        ${passkeyForm(
          {
            action: '/people/sign-in/passkey',
            formToken,
            hidden,
            optionsFrom: '/people/sign-in/passkey/options',
            failure: text.signIn.passkeyFailed,
          },
          html`<button class="button">${text.signIn.passkey}</button>
            <p class="hint">${text.signIn.passkeyHint}</p>`,
        )}
        ${
          upstream === undefined
            ? html``
            : html`<a class="button plain wide" href="${upstream.start}?${query}"
                >${text.signIn.region(upstream.name)}</a
              >`
        }
        <h2 class="or">${text.signIn.orCode}</h2>
        ${postForm(
          { action: '/people/sign-in', formToken, hidden },
          html`${textField({
              name: 'email',
              label: text.signIn.email,
              value: fieldOf(visit, 'email'),
              attributes: { type: 'email', autocomplete: 'username', required: true, maxlength: '254' },
            })}
            ${textField({
              name: 'code',
              label: text.signIn.code,
              hint: text.signIn.codeHint,
              attributes: { autocomplete: 'one-time-code', required: true, maxlength: '64', class: 'code' },
            })} <button class="button plain">${text.signIn.submit}</button>`,
        )}
      </div>
      <p class="hint">${text.signIn.noInvitation}</p>`,
  });
}

function said({ text, request }: Visit) {
  if (request.query.get('done') === 'signedOut') return note('good', text.signIn.signedOut);
  return request.query.get('again') === null ? html`` : note('wait', text.signIn.again);
}
