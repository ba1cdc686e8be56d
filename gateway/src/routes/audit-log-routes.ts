import { auditFile, auditVerification } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from './route-deps.ts';

/** Full tiles never change. */
const FOREVER = 'public, max-age=31536000, immutable';
/** A checkpoint is good for as long as the next one takes. */
const BRIEFLY = 'public, max-age=1';

/** The log as C2SP tlog-tiles serves it, and how to verify it (design 05). */
export function auditLogRoutes(app: FastifyInstance, { client, callers, open }: RouteDeps): void {
  app.get<{ Params: { log: string; '*': string } }>('/audit/log/:log/*', async (request, reply) => {
    const { log, '*': path } = request.params;
    if (path.startsWith('tile/entries/') && !open.sandbox) await callers.requireScope(request, 'audit:read');
    const { body, contentType, immutable } = await client.call(auditFile, { log, path });
    if (body === undefined) throw new SimpulError(HTTP.NOT_FOUND);
    return reply
      .type(contentType)
      .header('Cache-Control', immutable ? FOREVER : BRIEFLY)
      .send(Buffer.from(body));
  });

  app.get('/audit/v1/verification', () => client.call(auditVerification, {}));
}
