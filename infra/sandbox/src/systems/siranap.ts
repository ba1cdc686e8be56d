import type { FastifyReply } from 'fastify';
import { BEDS_TAKEN_AT, generateBeds } from '../generator/hospital-beds.ts';
import { readRegionCodes } from '../generator/region-codes.ts';
import type { StandIn } from '../stand-in.ts';

/** The hospital beds, and below `/uji` every way in which a system fails its callers. */
export const siranap: StandIn = {
  name: 'siranap',
  prefix: '/siranap',
  register(app) {
    const data = generateBeds(readRegionCodes());
    app.get('/tempat-tidur', async () => ({ diperbarui: BEDS_TAKEN_AT, data }));
    app.get<{ Params: { ragam: string } }>('/uji/:ragam', async ({ params }, reply) => {
      const fail = FAILURES[params.ragam];
      if (fail === undefined) return reply.code(404).send({ pesan: 'Ragam kegagalan tidak dikenal' });
      return fail(reply);
    });
  },
};

const FAILURES: Readonly<Record<string, (reply: FastifyReply) => FastifyReply>> = {
  'galat-500': (reply) => reply.code(500).send({ pesan: 'Kesalahan pada basis data' }),
  'galat-503': (reply) => reply.code(503).header('retry-after', '30').send({ pesan: 'Sedang dalam pemeliharaan' }),
  'json-rusak': (reply) => reply.type('application/json').serializer(String).send('{"diperbarui":"2026-10-01T07:'),
  menyimpang: (reply) => reply.send({ diperbarui: BEDS_TAKEN_AT, data: [{ rumah_sakit: 'RSUD Uji', kelas: 'IV' }] }),
  putus: (reply) => {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  },
};
