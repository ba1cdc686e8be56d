import { auditVerification, exchangeDirectory } from '@simpul/contracts';
import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';
import { LANDING_STYLE } from './landing-style.ts';
import { renderLanding } from './landing-page.ts';
import { languageOf } from './problem-reply.ts';

/** The page at `/`: what runs here and how to call it. JSON for programs that ask for it. */
export function landingRoutes(app: FastifyInstance, { client, publicUrl, example }: RouteDeps): void {
  app.get('/', async (request, reply) => {
    const [directory, verification] = await Promise.all([
      client.call(exchangeDirectory, {}),
      client.call(auditVerification, {}),
    ]);
    const view = {
      ...directory,
      publicUrl,
      example,
      logs: verification.logs.map(({ name, origin }) => ({ name, origin })),
    };
    reply.header('Vary', 'Accept, Accept-Language').header('Cache-Control', 'no-cache');
    if (request.headers.accept?.includes('application/json')) return reply.send(view);
    return reply.type('text/html; charset=utf-8').send(renderLanding(view, languageOf(request)));
  });
  app.get('/assets/landing.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('Cache-Control', 'public, max-age=3600').send(LANDING_STYLE),
  );
}
