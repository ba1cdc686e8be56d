import type { FastifyInstance } from 'fastify';
import { generatePermits, type PermitFile } from '../generator/permits.ts';
import { readRegionCodes } from '../generator/region-codes.ts';
import { readSecret } from '../secret.ts';
import type { StandIn } from '../stand-in.ts';

const STATUSES = new Set(['Proses', 'Menunggu', 'Selesai', 'Drop']);
/** Rows of a page where the caller does not say. */
const PAGE = 20;
const PAGE_MAX = 100;

interface Query {
  readonly status?: string;
  readonly jenis?: string;
  readonly page?: string;
  readonly limit?: string;
}

/** siCantik's permit tracking: its envelope, its key in a header, its HTTP 200 for what does not exist. */
export const sicantik: StandIn = {
  name: 'sicantik',
  prefix: '/sicantik/api',
  register(app) {
    const permits = generatePermits(readRegionCodes());
    const key = readSecret('sicantik');
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers['x-api-key'] !== key) await reply.code(401).send(failure('Kunci layanan tidak sah'));
    });
    listRoute(app, permits);
    fileRoute(app, permits, '/permits/:nomor', ({ permit }) => permit);
    fileRoute(app, permits, '/permits/:nomor/process', ({ permit, stages }) => ({
      no_permohonan: permit.no_permohonan,
      items: stages,
    }));
  },
};

function fileRoute(
  app: FastifyInstance,
  permits: ReadonlyMap<string, PermitFile>,
  path: string,
  show: (file: PermitFile) => unknown,
): void {
  app.get<{ Params: { nomor: string } }>(path, async ({ params }, reply) => {
    if (!/^\d{1,12}$/.test(params.nomor)) return reply.code(422).send(invalid('nomor'));
    const file = permits.get(params.nomor);
    // As the original: what does not exist is answered with status 200.
    return file === undefined ? failure('Data permohonan tidak ditemukan') : success(show(file));
  });
}

function listRoute(app: FastifyInstance, permits: ReadonlyMap<string, PermitFile>): void {
  app.get<{ Querystring: Query }>('/permits', async ({ query }, reply) => {
    const page = Number(query.page ?? 1);
    const limit = Number(query.limit ?? PAGE);
    if (!Number.isInteger(page) || page < 1) return reply.code(422).send(invalid('page'));
    if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX) return reply.code(422).send(invalid('limit'));
    if (query.status !== undefined && !STATUSES.has(query.status)) return reply.code(422).send(invalid('status'));
    const found = [...permits.values()]
      .map(({ permit }) => permit)
      .filter(({ status }) => query.status === undefined || status === query.status)
      .filter(({ jenis_izin_id: kind }) => query.jenis === undefined || kind === query.jenis)
      .toReversed();
    const items = found.slice((page - 1) * limit, page * limit);
    return success({ limit, page, items, total_items: found.length });
  });
}

function success(data: unknown) {
  return { success: true, message: 'Data ditemukan', data };
}

function failure(message: string) {
  return { success: false, message, data: null };
}

function invalid(field: string) {
  return { success: false, message: 'Masukan tidak sah', errors: { [field]: ['Nilai tidak sah'] } };
}
