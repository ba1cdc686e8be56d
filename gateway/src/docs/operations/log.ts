import { HTTP } from '@simpul/errors';
import type { Scope } from '../../auth/scopes.ts';
import type { Bilingual, Operation, Parameter } from '../operation.ts';

const ROUTE = '/audit/log/:log/*';
const PREFIX = '/audit/log/{log}';

const inPath = (name: string, text: Bilingual): Parameter => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  text,
});

const LOG = inPath('log', {
  id: 'Nama log, sebagaimana tertulis di /audit/v1/verification',
  en: 'Name of the log, as /audit/v1/verification lists it',
});
const TILE = inPath('tile', {
  id: 'Nomor ubin dengan kelompok tiga angka, misalnya x001/x234/067; ubin sebagian diakhiri .p/{lebar}. Garis miring ditulis apa adanya.',
  en: 'Number of the tile in groups of three digits, for example x001/x234/067; a partial one ends in .p/{width}. Slashes are written as they are.',
});

interface LogFile {
  readonly path: string;
  readonly id: string;
  readonly type: string;
  readonly parameters: readonly Parameter[];
  readonly title: Bilingual;
  readonly more?: Bilingual;
  readonly inProduction?: Scope;
  readonly answer: Bilingual;
}

const FILES: readonly LogFile[] = [
  {
    path: `${PREFIX}/checkpoint`,
    id: 'getCheckpoint',
    type: 'text/plain',
    parameters: [LOG],
    title: { id: 'Titik pemeriksaan terbaru', en: 'The newest checkpoint' },
    answer: { id: 'Catatan bertanda tangan (C2SP tlog-checkpoint)', en: 'A signed note (C2SP tlog-checkpoint)' },
  },
  {
    path: `${PREFIX}/checkpoint.unwitnessed`,
    id: 'getUnwitnessedCheckpoint',
    type: 'text/plain',
    parameters: [LOG],
    title: {
      id: 'Titik pemeriksaan terbaru yang ditandatangani, juga sebelum saksi turut menandatangani',
      en: 'The newest checkpoint that was signed, also before its witnesses have',
    },
    answer: { id: 'Catatan bertanda tangan', en: 'A signed note' },
  },
  {
    path: `${PREFIX}/tile/{level}/{tile}`,
    id: 'getTile',
    type: 'application/octet-stream',
    parameters: [LOG, inPath('level', { id: 'Tingkat ubin', en: 'Level of the tile' }), TILE],
    title: { id: 'Satu ubin hash', en: 'One tile of hashes' },
    answer: { id: 'Paling banyak 256 hash SHA-256', en: 'At most 256 SHA-256 hashes' },
  },
  {
    path: `${PREFIX}/tile/entries/{tile}`,
    id: 'getEntries',
    type: 'application/octet-stream',
    parameters: [LOG, TILE],
    inProduction: 'audit:read',
    title: { id: 'Satu berkas entri', en: 'One bundle of entries' },
    more: {
      id: 'Terbuka dalam lingkungan uji. Dalam produksi hanya untuk audit:read, dan setiap pengambilan tercatat.',
      en: 'Public in a sandbox. In production for audit:read only, and each fetch leaves a record.',
    },
    answer: { id: 'Daun dengan panjang di depannya', en: 'Leaves, each after its length' },
  },
];

/** The log as C2SP tlog-tiles serves it (design 05, "Tree"). */
export const LOG_OPERATIONS: readonly Operation[] = FILES.map(({ type, answer, ...file }) => ({
  ...file,
  method: 'GET',
  route: ROUTE,
  chapter: 'log',
  needs: 'nothing',
  answers: [
    { status: 200, text: answer, content: [{ type, schema: type === 'text/plain' ? { type: 'string' } : {} }] },
    {
      status: 304,
      text: {
        id: 'Sama dengan ETag yang sudah Anda punya (If-None-Match)',
        en: 'What you have already (If-None-Match)',
      },
    },
  ],
  errors: [HTTP.NOT_FOUND],
}));
