import { auditFile, auditVerification } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { FastifyInstance } from 'fastify';
import { toAsker } from './audit-asker.ts';
import { sendLogFile } from './log-file-reply.ts';
import type { RouteDeps } from './route-deps.ts';

/** Tiles and entries never change, partial ones neither: a wider one has another name (C2SP tlog-tiles). */
const FOREVER = 'public, max-age=31536000, immutable';
/** A checkpoint is good for as long as the next one takes. */
const BRIEFLY = 'public, max-age=1';
/** Each look at entries in production is checked and leaves a leaf, so nobody may answer in our place. */
const ASK_AGAIN = 'private, no-cache';
const ENTRIES = 'tile/entries/';

/** The log as C2SP tlog-tiles serves it, and how to verify it (design 05). */
export function auditLogRoutes(app: FastifyInstance, { client, callers, open }: RouteDeps): void {
  app.get<{ Params: { log: string; '*': string } }>('/audit/log/:log/*', async (request, reply) => {
    const { log, '*': path } = request.params;
    const isEntries = path.startsWith(ENTRIES);
    const isGuarded = isEntries && !open.sandbox;
    const asker = isGuarded ? { asker: toAsker(await callers.requireRight(request, 'audit:read')) } : {};
    const { body, contentType, immutable } = await client.call(auditFile, { log, path, ...asker });
    if (body === undefined) throw new SimpulError(HTTP.NOT_FOUND);
    const cacheControl = isGuarded ? ASK_AGAIN : immutable ? FOREVER : BRIEFLY;
    return sendLogFile(request, reply, { body, contentType, cacheControl, compressible: isEntries });
  });

  app.get('/audit/v1/verification', () => client.call(auditVerification, {}));
}
