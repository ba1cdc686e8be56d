import { readRegionCodes } from '../generator/region-codes.ts';
import { generateResidents, type Resident } from '../generator/residents.ts';
import { readSecret } from '../secret.ts';
import { similarity } from '../similarity.ts';
import type { StandIn } from '../stand-in.ts';

const USER = 'simpul';
/** Calls that the quota shows as left; fixed, so that answers never change. */
const QUOTA_LEFT = 9973;
/** Fields in which `TRESHOLD` allows a likeness. */
const FUZZY = new Set(['NAMA_LGKP', 'ALAMAT']);

/** Dukcapil's verification by element: it says whether what was sent is right, and nothing else. */
export const siak: StandIn = {
  name: 'siak',
  prefix: '/siak/dukcapil/get_json/18-71/diskominfo',
  register(app) {
    const residents = new Map(generateResidents(readRegionCodes()).map((resident) => [resident.NIK, resident]));
    const credentials = `Basic ${Buffer.from(`${USER}:${readSecret('siak')}`).toString('base64')}`;
    app.post<{ Body: unknown }>('/nik_verifby_elemen', async (request, reply) => {
      if (request.headers.authorization !== credentials) {
        return reply.code(401).send(wrap({ RESPON: 'User atau Password Salah' }));
      }
      const asked = asRecord(request.body);
      const nik = asked['NIK'];
      // As the original: every refusal below is answered with status 200.
      if (typeof nik !== 'string' || !/^\d{16}$/.test(nik)) return wrap({ RESPON: 'Format NIK Tidak Sesuai' });
      const resident = residents.get(nik);
      return wrap(resident === undefined ? { RESPON: 'Data Tidak Ditemukan' } : compare(asked, resident));
    });
  },
};

function compare(asked: Readonly<Record<string, unknown>>, resident: Resident): Record<string, string> {
  const threshold = typeof asked['TRESHOLD'] === 'number' ? asked['TRESHOLD'] : 100;
  const fields = Object.entries(resident).filter(([field]) => field in asked);
  return Object.fromEntries(
    fields.map(([field, known]) => [field, verdict(field, { known, given: String(asked[field]), threshold })]),
  );
}

interface Comparison {
  readonly known: string;
  readonly given: string;
  /** Percent. */
  readonly threshold: number;
}

function verdict(field: string, { known, given, threshold }: Comparison): string {
  if (known.toUpperCase() === given.trim().toUpperCase())
    return FUZZY.has(field) && threshold < 100 ? 'Sesuai (100)' : 'Sesuai';
  if (!FUZZY.has(field) || threshold >= 100) return 'Tidak Sesuai';
  const percent = similarity(known.toUpperCase(), given.trim().toUpperCase());
  return percent >= threshold ? `Sesuai (${percent})` : 'Tidak Sesuai';
}

function wrap(content: Readonly<Record<string, string>>) {
  return {
    content: [content],
    lastPage: true,
    numberOfElements: 1,
    sort: null,
    totalElements: 1,
    firstPage: true,
    number: 0,
    size: 1,
    quotaLimiter: QUOTA_LEFT,
  };
}

function asRecord(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
