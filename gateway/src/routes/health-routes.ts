import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';

/** Yes or no for whoever asks; the reasons stand at the metrics door. */
export function healthRoutes(app: FastifyInstance, { notReady }: RouteDeps): void {
  app.get('/healthz', (_request, reply) => reply.type('text/plain').send('yes\n'));
  app.get('/readyz', (_request, reply) => {
    const ready = notReady().length === 0;
    return reply
      .code(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'yes\n' : 'no\n');
  });
}
