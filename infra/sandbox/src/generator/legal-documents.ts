import { createRandom, type Random } from './random.ts';

const SEED = 18_71_03;
/** Documents in the collection. */
export const LEGAL_DOCUMENTS = 60;
const SITE = 'https://jdih.lampungprov.example';

interface Kind {
  readonly short: 'PERDA' | 'PERGUB' | 'KEPGUB' | 'SE';
  readonly name: string;
  /** Where it is published; `-`: nowhere. */
  readonly body: string;
}

const KINDS: readonly [Kind, ...Kind[]] = [
  { short: 'PERDA', name: 'Peraturan Daerah', body: 'Lembaran Daerah Provinsi Lampung' },
  { short: 'PERGUB', name: 'Peraturan Gubernur', body: 'Berita Daerah Provinsi Lampung' },
  { short: 'PERGUB', name: 'Peraturan Gubernur', body: 'Berita Daerah Provinsi Lampung' },
  { short: 'KEPGUB', name: 'Keputusan Gubernur', body: '-' },
  { short: 'SE', name: 'Surat Edaran', body: '-' },
];

const TOPICS = [
  {
    title: 'Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik',
    subject: 'SPBE',
    field: 'Hukum Administrasi Negara',
  },
  { title: 'Pajak Daerah dan Retribusi Daerah', subject: 'Pajak Daerah', field: 'Hukum Pajak' },
  { title: 'Penyelenggaraan Satu Data Tingkat Provinsi', subject: 'Satu Data', field: 'Hukum Administrasi Negara' },
  { title: 'Pengelolaan Sampah Regional', subject: 'Lingkungan Hidup', field: 'Hukum Lingkungan' },
  { title: 'Perlindungan Lahan Pertanian Pangan Berkelanjutan', subject: 'Pertanian', field: 'Hukum Agraria' },
  { title: 'Penyelenggaraan Perizinan Berusaha Berbasis Risiko', subject: 'Perizinan', field: 'Hukum Dagang' },
  { title: 'Kawasan Tanpa Rokok', subject: 'Kesehatan', field: 'Hukum Kesehatan' },
  { title: 'Tata Naskah Dinas', subject: 'Kearsipan', field: 'Hukum Administrasi Negara' },
  { title: 'Pemeliharaan Bahasa dan Aksara Lampung', subject: 'Kebudayaan', field: 'Hukum Administrasi Negara' },
  { title: 'Pengelolaan Wilayah Pesisir dan Pulau-Pulau Kecil', subject: 'Kelautan', field: 'Hukum Lingkungan' },
  { title: 'Pedoman Penyusunan Anggaran Pendapatan dan Belanja Daerah', subject: 'Keuangan', field: 'Hukum Keuangan' },
  { title: 'Penanggulangan Bencana Daerah', subject: 'Kebencanaan', field: 'Hukum Administrasi Negara' },
] as const;

/** A document by the field names of the JDIHN exchange. */
export interface LegalDocument {
  readonly idData: string;
  readonly tahun_pengundangan: string;
  readonly tanggal_penetapan: string;
  readonly tanggal_pengundangan: string;
  readonly jenis: string;
  readonly noPeraturan: string;
  readonly judul: string;
  readonly noPanggil: string;
  readonly singkatanJenis: Kind['short'];
  readonly tempatTerbit: string;
  readonly penerbit: string;
  readonly deskripsiFisik: string;
  readonly sumber: string;
  readonly subjek: string;
  readonly isbn: string;
  readonly status: 'Berlaku' | 'Diubah' | 'Dicabut';
  readonly bahasa: string;
  readonly bidangHukum: string;
  readonly teuBadan: string;
  readonly nomorIndukBuku: string;
  readonly fileDownload: string;
  readonly urlDownload: string;
  readonly abstrak: string | null;
  readonly urlDetailPeraturan: string;
  readonly operasi: '4';
  readonly display: '1';
}

/** Synthetic documents, the newest first; the same ones every time. */
export function generateLegalDocuments(): readonly LegalDocument[] {
  const random = createRandom(SEED);
  const documents = Array.from({ length: LEGAL_DOCUMENTS }, (_, index) => legalDocument(random, index + 1));
  return documents.toSorted((a, b) => (a.tanggal_penetapan < b.tanggal_penetapan ? 1 : -1));
}

function legalDocument(random: Random, id: number): LegalDocument {
  const kind = random.pick(KINDS);
  const topic = random.pick(TOPICS);
  const year = random.int(2017, 2026);
  const number = random.int(1, 80);
  const day = `${year}-${two(random.int(1, 10))}-${two(random.int(1, 28))}`;
  const file = `${kind.short.toLowerCase()}-${number}-${year}.pdf`;
  return {
    idData: String(id),
    tahun_pengundangan: String(year),
    tanggal_penetapan: day,
    tanggal_pengundangan: day,
    jenis: kind.name,
    noPeraturan: String(number),
    judul: `${kind.name} Nomor ${number} Tahun ${year} tentang ${topic.title}`,
    noPanggil: '-',
    singkatanJenis: kind.short,
    tempatTerbit: 'Bandar Lampung',
    penerbit: 'Pemerintah Provinsi Lampung',
    deskripsiFisik: `${random.int(4, 120)} hlm`,
    sumber: kind.body === '-' ? '-' : `${kind.body} Tahun ${year} Nomor ${number}`,
    subjek: topic.subject,
    isbn: '-',
    status: random.pick(['Berlaku', 'Berlaku', 'Berlaku', 'Diubah', 'Dicabut']),
    bahasa: 'Indonesia',
    bidangHukum: topic.field,
    teuBadan: 'Lampung (Provinsi)',
    nomorIndukBuku: '-',
    fileDownload: file,
    urlDownload: `${SITE}/berkas/${file}`,
    abstrak: random.chance(0.6) ? `Mengatur ${topic.title.toLowerCase()} di Provinsi Lampung.` : null,
    urlDetailPeraturan: `${SITE}/dokumen/${id}`,
    operasi: '4',
    display: '1',
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
