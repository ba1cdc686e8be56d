import type { StandIn } from '../stand-in.ts';
import { generateLegalDocuments } from '../generator/legal-documents.ts';

const KINDS = new Set(['PERDA', 'PERGUB', 'KEPGUB', 'SE']);
const PAGE = 10;
const PAGE_MAX = 50;

interface Query {
  readonly jenis?: string;
  readonly tahun?: string;
  readonly cari?: string;
  readonly halaman?: string;
  readonly ukuran?: string;
}

/** The province's network of legal documentation: public documents, in pages. */
export const jdih: StandIn = {
  name: 'jdih',
  prefix: '/jdih/integrasi',
  register(app) {
    const documents = generateLegalDocuments();
    app.get<{ Querystring: Query }>('/dokumen', async ({ query }, reply) => {
      const page = Number(query.halaman ?? 1);
      const size = Number(query.ukuran ?? PAGE);
      const valid =
        Number.isInteger(page) &&
        page >= 1 &&
        Number.isInteger(size) &&
        size >= 1 &&
        size <= PAGE_MAX &&
        (query.jenis === undefined || KINDS.has(query.jenis));
      if (!valid) return reply.code(400).send({ kode: 400, pesan: 'Masukan tidak sah' });
      const words = query.cari?.toLowerCase();
      const found = documents
        .filter(({ singkatanJenis }) => query.jenis === undefined || singkatanJenis === query.jenis)
        .filter(({ tahun_pengundangan: year }) => query.tahun === undefined || year === query.tahun)
        .filter(({ judul }) => words === undefined || judul.toLowerCase().includes(words));
      const data = found.slice((page - 1) * size, page * size);
      return { halaman: page, ukuran: size, total: found.length, data };
    });
    app.get<{ Params: { id: string } }>('/dokumen/:id', async ({ params }, reply) => {
      const document = documents.find(({ idData }) => idData === params.id);
      if (document === undefined) return reply.code(404).send({ kode: 404, pesan: 'Dokumen tidak ditemukan' });
      return document;
    });
  },
};
