import { type Regency, readRegionCodes } from '../generator/region-codes.ts';
import { districtsOf } from '../generator/residents.ts';
import type { StandIn } from '../stand-in.ts';

const UNKNOWN = { pesan: 'Kode wilayah tidak dikenal' };

interface Lookup {
  readonly sistem?: string;
  readonly kode?: string;
}

/** Region codes of Kemendagri with their counterparts of BPS. */
export const wilayah: StandIn = {
  name: 'wilayah',
  prefix: '/wilayah',
  register(app) {
    const codes = readRegionCodes();
    const find = (code: string): Regency | undefined => codes.regencies.find((regency) => regency.code === code);
    app.get('/kabupaten-kota', async () => ({ total: codes.regencies.length, items: codes.regencies.map(show) }));
    app.get<{ Params: { kode: string } }>('/kabupaten-kota/:kode', async ({ params }, reply) => {
      const regency = find(params.kode);
      return regency === undefined ? reply.code(404).send(UNKNOWN) : show(regency);
    });
    app.get<{ Params: { kode: string } }>('/kabupaten-kota/:kode/kecamatan', async ({ params }, reply) => {
      if (find(params.kode) === undefined) return reply.code(404).send(UNKNOWN);
      const items = districtsOf(codes, params.kode).map(({ code, name }) => ({ kode_kemendagri: code, nama: name }));
      return { total: items.length, items };
    });
    app.get<{ Querystring: Lookup }>('/padanan', async ({ query }, reply) => {
      const units = [codes.province, ...codes.regencies];
      const unit = units.find(({ code, bps }) => (query.sistem === 'bps' ? bps : code) === query.kode);
      if (unit === undefined) return reply.code(404).send(UNKNOWN);
      const { code, bps, name } = unit;
      return { kode_kemendagri: code, kode_bps: bps, nama: name, sama: code.replaceAll('.', '') === bps };
    });
  },
};

function show(regency: Regency) {
  return {
    kode_kemendagri: regency.code,
    kode_bps: regency.bps,
    nama: regency.name,
    jenis: regency.name.startsWith('Kota ') ? 'kota' : 'kabupaten',
    jumlah: { kecamatan: regency.districts, kelurahan: regency.urbanVillages, desa: regency.villages },
    penduduk: regency.population,
    luas_km2: regency.squareKilometres,
  };
}
