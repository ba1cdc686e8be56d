/** Roughly what one exchange carries each way, bytes. */
export const BODY_BYTES = 1024;

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });

/** JSON Schema of both bodies: the contract of the bus and the body schema of the bare proxy. */
export const BODY_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['nomor', 'jenis', 'status', 'pemohon', 'lokasi', 'biaya', 'lengkap', 'berkas', 'riwayat', 'catatan'],
  properties: {
    nomor: { type: 'string', pattern: '^[0-9]{3}/[A-Z]{2,8}/[0-9]{4}$' },
    jenis: { type: 'string', enum: ['izin-usaha', 'izin-lokasi', 'izin-praktik'] },
    status: { type: 'string', enum: ['diajukan', 'diproses', 'terbit', 'ditolak'] },
    pemohon: {
      type: 'object',
      additionalProperties: false,
      required: ['nama', 'telepon'],
      properties: { nama: text(100), telepon: text(20) },
    },
    lokasi: {
      type: 'object',
      additionalProperties: false,
      required: ['kode', 'lintang', 'bujur'],
      properties: {
        kode: text(13),
        lintang: { type: 'number', minimum: -90, maximum: 90 },
        bujur: { type: 'number', minimum: -180, maximum: 180 },
      },
    },
    biaya: { type: 'integer', minimum: 0 },
    lengkap: { type: 'boolean' },
    berkas: { type: 'array', maxItems: 20, items: text(100) },
    riwayat: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['tahap', 'hari'],
        properties: { tahap: text(50), hari: { type: 'integer', minimum: 0 } },
      },
    },
    catatan: { type: 'string', maxLength: 1000 },
  },
} as const;

const SAMPLE = {
  nomor: '014/DPMPTSP/2026',
  jenis: 'izin-usaha',
  status: 'diproses',
  pemohon: { nama: 'Contoh Pemohon', telepon: '0721-000000' },
  lokasi: { kode: '18.71.01.1001', lintang: -5.4291, bujur: 105.2613 },
  biaya: 250_000,
  lengkap: true,
  berkas: ['akta-pendirian.pdf', 'bukti-pembayaran.pdf', 'denah-lokasi.pdf', 'surat-permohonan.pdf'],
  riwayat: [
    { tahap: 'penerimaan-berkas', hari: 1 },
    { tahap: 'pemeriksaan-administrasi', hari: 2 },
    { tahap: 'peninjauan-lapangan', hari: 5 },
    { tahap: 'penyusunan-keputusan', hari: 3 },
  ],
  catatan: '',
};

const FILLER = 'Berkas telah diperiksa oleh petugas loket dan dinyatakan sesuai dengan ketentuan. ';

/** One body that keeps the schema, of exactly {@link BODY_BYTES} bytes. */
export const BODY = fill(BODY_BYTES - JSON.stringify(SAMPLE).length);

function fill(length: number): string {
  return JSON.stringify({ ...SAMPLE, catatan: FILLER.repeat(Math.ceil(length / FILLER.length)).slice(0, length) });
}
