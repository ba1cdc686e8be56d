import type { FastifyInstance, FastifyRequest } from 'fastify';
import { languageOf } from '../routes/problem-reply.ts';
import type { RouteDeps } from '../routes/route-deps.ts';
import { renderDocs } from './docs-page.ts';
import { DOCS_STYLE } from './docs-style.ts';
import { buildOpenApi } from './open-api.ts';
import { type Language, LANGUAGES } from './operation.ts';
import { OPERATIONS } from './route-table.ts';

const STYLE_CACHE = 'public, max-age=3600';
const PAGE_CACHE = 'no-cache';

interface Rendered {
  readonly json: string;
  readonly page: string;
}

/** The reference of everything outside `/r1`: `/docs` for people, `/openapi.json` for programs. */
export function docsRoutes(app: FastifyInstance, { publicUrl }: Pick<RouteDeps, 'publicUrl'>): void {
  const made = new Map<Language, Rendered>();
  const render = (language: Language): Rendered => {
    const known = made.get(language);
    if (known !== undefined) return known;
    const document = buildOpenApi(OPERATIONS, { publicUrl, language });
    const rendered = { json: `${JSON.stringify(document)}\n`, page: renderDocs(document, language) };
    made.set(language, rendered);
    return rendered;
  };

  app.get('/docs', (request, reply) =>
    reply
      .header('Vary', 'Accept-Language')
      .header('Cache-Control', PAGE_CACHE)
      .type('text/html; charset=utf-8')
      .send(render(chosenLanguage(request)).page),
  );
  app.get('/openapi.json', (request, reply) =>
    reply
      .header('Vary', 'Accept-Language')
      .header('Cache-Control', PAGE_CACHE)
      .type('application/json; charset=utf-8')
      .send(render(chosenLanguage(request)).json),
  );
  app.get('/assets/docs.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('Cache-Control', STYLE_CACHE).send(DOCS_STYLE),
  );
}

/** `?lang=` of the page's own links, else what the browser prefers. */
function chosenLanguage(request: FastifyRequest): Language {
  const { lang } = request.query as Readonly<Record<string, unknown>>;
  return LANGUAGES.find((language) => language === lang) ?? languageOf(request);
}
