import { html, join, type Markup } from '@simpul/html';
import { CHAPTERS, type Language } from './operation.ts';
import {
  type OpenApi,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiResponse,
  SUBSYSTEM_TOKEN,
} from './open-api.ts';
import { TEXTS, type Word } from './texts.ts';

type Words = Readonly<Record<Word, string>>;
interface Placed extends OpenApiOperation {
  readonly method: string;
  readonly path: string;
}

const SCHEMA_PREFIX = '#/components/schemas/';

/** Renders the document as a page without scripts; every value is escaped. */
export function renderDocs(document: OpenApi, language: Language): string {
  const text = TEXTS[language];
  const { words } = text;
  const schemes = Object.values(document.components.securitySchemes);
  const placed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Placed => ({ ...operation, method, path })),
  );
  const byChapter = Map.groupBy(placed, ({ tags: [chapter = ''] }) => chapter);
  const chapters = CHAPTERS.map((name) => {
    const cards = join((byChapter.get(name) ?? []).map((operation) => renderOperation(operation, words)));
    return html`<section id="${name}">
      <h2>${text.chapters[name]}</h2>
      ${cards}
    </section>`;
  });
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
    renderSchema(name, schema, words),
  );
  const body = html`<main>
    <h1>${text.title}</h1>
    <p>
      <a href="/">${words.home}</a> · <a href="/openapi.json?lang=${language}">${words.document}</a> ·
      <a href="/docs?lang=${otherThan(language)}" hreflang="${otherThan(language)}">${words.other}</a>
    </p>
    <p>${text.description}</p>
    ${join(schemes.map(({ description }) => html`<p class="soft">${description}</p>`))}
    <nav aria-label="${words.contents}">
      <div class="card">
        <ul>
          ${join(placed.map(renderLink))}
        </ul>
      </div>
    </nav>
    ${join(chapters)}
    <section id="schemas">
      <h2>${words.schemas}</h2>
      ${join(schemas)}
    </section>
  </main>`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${text.title}</title>
        <link rel="stylesheet" href="/assets/landing.css" />
        <link rel="stylesheet" href="/assets/docs.css" />
      </head>
      <body>
        ${body}
      </body>
    </html> `.toString();
}

function otherThan(language: Language): Language {
  return language === 'id' ? 'en' : 'id';
}

function renderLink({ method, path, operationId }: Placed): Markup {
  return html`<li>
    <a href="#${operationId}"><code>${method.toUpperCase()} ${path}</code></a>
  </li>`;
}

function renderOperation(operation: Placed, words: Words): Markup {
  const { operationId, method, path, summary, description, parameters = [], requestBody } = operation;
  const about = description === undefined ? '' : html`<p class="soft">${description}</p>`;
  const body = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => html`<p>${words.body}: <code>${type}</code> ${renderReference(schema)}</p>`,
  );
  return html`<article class="card" id="${operationId}">
    <h3><span class="method">${method.toUpperCase()}</span><code>${path}</code></h3>
    <p>${summary}</p>
    ${about}
    <p>${words.access}: <span class="tag">${accessOf(operation, words)}</span></p>
    ${parameters.length === 0 ? '' : renderParameters(parameters, words)}${join(body)}
    <table>
      <thead>
        <tr>
          <th scope="col">${words.status}</th>
          <th scope="col">${words.meaning}</th>
        </tr>
      </thead>
      <tbody>
        ${join(Object.entries(operation.responses).map(([status, response]) => renderResponse(status, response)))}
      </tbody>
    </table>
  </article> `;
}

function accessOf({ security }: OpenApiOperation, words: Words): string {
  const scopes = security.flatMap((each) => Object.values(each).flat());
  const isOptional = security.some((each) => Object.keys(each).length === 0);
  if (security.length === 0) return words.public;
  if (isOptional) return `${words.public}; ${words.inProduction} ${scopes.join(', ')}`;
  if (scopes.length === 0) return `${words.anyToken}; ${words.orOpenLink}`;
  const isForItself = security.some((each) => SUBSYSTEM_TOKEN in each);
  return [...scopes, ...(isForItself ? [words.subsystemItself] : [])].join(` ${words.or} `);
}

function renderParameters(parameters: readonly OpenApiParameter[], words: Words): Markup {
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      html`<tr>
        <td><code>${name}</code><br /><span class="soft">${place}${required ? `, ${words.required}` : ''}</span></td>
        <td>${description}<br /><code class="soft">${JSON.stringify(schema)}</code></td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${words.parameter}</th>
        <th scope="col">${words.meaning}</th>
      </tr>
    </thead>
    <tbody>
      ${join(rows)}
    </tbody>
  </table>`;
}

function renderResponse(status: string, { description, content = {} }: OpenApiResponse): Markup {
  const types = Object.entries(content).map(
    ([type, { schema }]) => html`<br /><code>${type}</code> ${renderReference(schema)}`,
  );
  return html`<tr>
    <td><code>${status}</code></td>
    <td><span class="lines">${description}</span>${join(types)}</td>
  </tr>`;
}

/** A link to a named schema; nothing where there is none. */
function renderReference(schema: object): Markup | string {
  if (!('$ref' in schema)) return '';
  const name = String(schema.$ref).slice(SCHEMA_PREFIX.length);
  return html`<a href="#schema-${name}">${name}</a>`;
}

function renderSchema(name: string, schema: Readonly<Record<string, unknown>>, words: Words): Markup {
  const { properties = {}, required } = schema as { properties?: Record<string, unknown>; required?: string[] };
  const members = Object.keys(properties).map(
    (member) => html`<code>${member}</code>${required?.includes(member) === true ? '' : '?'} `,
  );
  return html`<div class="card" id="schema-${name}">
    <h3>${name}</h3>
    <p>${words.member}: ${join(members)}</p>
    <details>
      <summary>JSON Schema</summary>
      <pre>${JSON.stringify(schema, undefined, 2)}</pre>
    </details>
  </div> `;
}
