import { objectionTo } from '@simpul/contracts';
import { html, join, type Markup } from '@simpul/html';
import { LANGUAGES } from '../http/languages.ts';
import { page, type PageAnswer, type PageOptions } from '../http/page-answer.ts';
import type { Visit } from '../http/visit.ts';
import { postForm } from './form.ts';

export interface FrameOptions extends PageOptions {
  readonly title: string;
  readonly body: Markup;
  /** `narrow` for one form, `middle` for one matter, `wide` for lists. */
  readonly width?: 'narrow' | 'middle' | 'wide';
  /** Whether the page uses a passkey. */
  readonly script?: boolean;
  /** False where the page cannot be asked for again in another language. */
  readonly languages?: boolean;
  /** More of the head. */
  readonly head?: Markup;
}

/** What a language calls itself. */
export const LANGUAGE_NAMES = { id: 'Bahasa Indonesia', en: 'English' } as const;
const HOME = '/people';
const NOTHING = html``;

/** Shows a page: the same frame around every body. */
export function show(visit: Visit, options: FrameOptions): PageAnswer {
  const { language, text, region, regionName, assets } = visit;
  const { title, body, width = 'wide', script = false, languages = true, head = NOTHING } = options;
  const mode = region.mode === 'sandbox' ? html`<p class="mode">${text.layout.sandbox}</p>` : NOTHING;
  return page(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>${title} · Simpul ${regionName}</title>
          <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
          <link rel="stylesheet" href="${assets.style}" />
          ${script ? html`<script src="${assets.script}" defer></script>` : NOTHING} ${head}
        </head>
        <body>
          <a class="skip" href="#content">${text.layout.skip}</a>
          <header class="bar">
            ${mode}
            <div class="bar-in">
              <a class="brand" href="/people"
                >${MARK}<span><strong>Simpul</strong><span>${regionName} · ${region.instance}</span></span></a
              >
              ${menu(visit)} ${languages ? tongues(visit) : NOTHING}
            </div>
          </header>
          <main id="content" class="${width}">${body}</main>
          <footer>${text.layout.about}</footer>
        </body>
      </html> `,
    options,
  );
}

const MARK = html`<svg
  viewBox="0 0 32 32"
  fill="none"
  stroke="currentColor"
  stroke-width="3"
  stroke-linecap="round"
  aria-hidden="true"
>
  <path d="M4 11h9c7 0 3 10 10 10h5" />
  <path d="M4 21h5c7 0 3-10 10-10h9" />
</svg>`;

function menu({ session, text, request, formToken }: Visit): Markup {
  if (session === undefined) return NOTHING;
  const leave = html`<div class="leave">
    ${postForm({ action: '/people/sign-out', formToken }, html`<button class="link">${text.layout.signOut}</button>`)}
  </div>`;
  if (session.stage === 'enrolment') return leave;
  const actor = { id: session.person.id, grants: session.person.grants };
  const mayRead = (act: 'key:read' | 'people:read') => objectionTo(act, {}, actor) !== 'role';
  const entries = [
    { path: HOME, name: text.layout.home },
    ...(mayRead('key:read') ? [{ path: '/people/keys', name: text.layout.keys }] : []),
    ...(mayRead('people:read') ? [{ path: '/people/all', name: text.layout.people }] : []),
  ];
  const current = entries.find(
    ({ path }) => request.path === path || (path !== HOME && request.path.startsWith(`${path}/`)),
  );
  const links = entries.map((entry) =>
    entry === current
      ? html`<li><a href="${entry.path}" aria-current="page">${entry.name}</a></li>`
      : html`<li><a href="${entry.path}">${entry.name}</a></li>`,
  );
  return html`<nav aria-label="${text.layout.navigation}">
      <ul>
        ${join(links)}
      </ul>
    </nav>
    ${leave}`;
}

/** Links that show the same page in another language. */
function tongues({ language, request, text }: Visit): Markup {
  const links = LANGUAGES.map((tongue) => {
    const name = html`<abbr title="${LANGUAGE_NAMES[tongue]}">${tongue.toUpperCase()}</abbr>`;
    if (tongue === language) return html`<li><span aria-current="true" lang="${tongue}">${name}</span></li>`;
    const query = new URLSearchParams(request.query);
    query.set('lang', tongue);
    const address = `${request.path}?${String(query)}`;
    return html`<li><a href="${address}" lang="${tongue}" hreflang="${tongue}">${name}</a></li>`;
  });
  return html`<ul class="tongues" aria-label="${text.layout.language}">
    ${join(links)}
  </ul>`;
}
