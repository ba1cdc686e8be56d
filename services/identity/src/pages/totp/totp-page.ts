import { html } from '@simpul/html';
import type { People } from '../../people/people.ts';
import type { PageAnswer } from '../http/page-answer.ts';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { errorSummary, textField } from '../look/field.ts';
import { postForm } from '../look/form.ts';
import { show } from '../look/frame.ts';
import { qrCode } from '../look/qr-code.ts';

type SetUp = ReturnType<People['enrolment']['startTotp']>;

export interface TotpPageOptions {
  readonly action: string;
  readonly back: string;
  readonly setUp: SetUp;
  /** What was wrong with the code. */
  readonly problem?: string;
}

/** What goes through the form and back, so that a mistyped code does not ask for another scan. */
export function postedSetUp(visit: OwnVisit): SetUp {
  return { secret: fieldOf(visit, 'secret'), uri: fieldOf(visit, 'uri'), sealed: fieldOf(visit, 'sealed') };
}

/** Sets up an authenticator app: scan, then show that it works. */
export function totpPage(visit: OwnVisit, { action, back, setUp, problem }: TotpPageOptions): PageAnswer {
  const { text, formToken } = visit;
  const groups = setUp.secret.match(/.{1,4}/g)?.join(' ') ?? '';
  return show(visit, {
    title: text.enrolment.totpTitle,
    width: 'narrow',
    ...(problem !== undefined && { status: 400 }),
    body: html`${errorSummary(text, { code: problem })}
      <div class="card">
        <h1>${text.enrolment.totpTitle}</h1>
        <p>${text.enrolment.scan}</p>
        ${qrCode(setUp.uri, text.enrolment.scanLabel)}
        <details>
          <summary>${text.enrolment.cannotScan}</summary>
          <p class="code">${groups}</p>
        </details>
        ${postForm(
          { action, formToken, hidden: { ...setUp } },
          html`${textField({
              name: 'code',
              label: text.enrolment.enterCode,
              problem,
              attributes: CODE_INPUT,
            })} <button class="button">${text.enrolment.confirm}</button>`,
        )}
        <p class="back"><a href="${back}">${text.layout.back}</a></p>
      </div>`,
  });
}

const CODE_INPUT = {
  inputmode: 'numeric',
  autocomplete: 'one-time-code',
  pattern: '[0-9 ]{6,7}',
  required: true,
  class: 'code',
} as const;
