import type { Answer, Bilingual, Operation } from '../operation.ts';

const page = (text: Bilingual, ...types: readonly string[]): Answer => ({
  status: 200,
  text,
  content: types.map((type) => ({ type, schema: type === 'application/json' ? {} : { type: 'string' } })),
});
const open = (path: string) => ({ method: 'GET', route: path, path, needs: 'nothing', errors: [] }) as const;

const YES = page({ id: 'Ya', en: 'Yes' }, 'text/plain');
const NO: Answer = {
  status: 503,
  text: { id: 'Tidak; alasannya ada di pintu metrik', en: 'No; the reasons stand at the metrics door' },
  content: [{ type: 'text/plain', schema: { type: 'string' } }],
};
const LANG = {
  name: 'lang',
  in: 'query',
  required: false,
  schema: { enum: ['id', 'en'] },
  text: { id: 'Bahasa; tanpa ini menurut Accept-Language', en: 'Language; without it by Accept-Language' },
} as const;

/** What anybody may ask: who is there, whether the bus is well, and its pages. */
export const PUBLIC_OPERATIONS: readonly Operation[] = [
  {
    ...open('/listClients'),
    id: 'listClients',
    chapter: 'directory',
    title: { id: 'Anggota dan subsistemnya (X-Road PR-META)', en: 'Members and their subsystems (X-Road PR-META)' },
    more: {
      id: 'XML, kecuali Accept menyebut application/json.',
      en: 'XML, unless Accept names application/json.',
    },
    parameters: [
      {
        name: 'xRoadInstance',
        in: 'query',
        required: false,
        schema: { type: 'string' },
        text: { id: 'Instans; tanpa ini instans bus ini', en: "Instance; without it this bus's own" },
      },
    ],
    answers: [
      {
        status: 200,
        text: { id: 'Daftar', en: 'The list' },
        content: [
          { type: 'text/xml', schema: { type: 'string' } },
          { type: 'application/json', schema: 'ClientList' },
        ],
      },
    ],
  },
  {
    ...open('/healthz'),
    id: 'isAlive',
    chapter: 'state',
    title: { id: 'Apakah prosesnya hidup', en: 'Whether the process is alive' },
    answers: [YES],
  },
  {
    ...open('/readyz'),
    id: 'isReady',
    chapter: 'state',
    title: { id: 'Apakah bus dapat bekerja sekarang', en: 'Whether the bus can do its work now' },
    answers: [YES, NO],
  },
  {
    ...open('/'),
    id: 'getOverview',
    chapter: 'pages',
    title: { id: 'Apa yang berjalan di sini', en: 'What runs here' },
    answers: [
      {
        status: 200,
        text: { id: 'Halaman, atau JSON menurut Accept', en: 'A page, or JSON by Accept' },
        content: [
          { type: 'text/html', schema: { type: 'string' } },
          { type: 'application/json', schema: 'Overview' },
        ],
      },
    ],
  },
  {
    ...open('/docs'),
    id: 'getReference',
    chapter: 'pages',
    title: { id: 'Halaman ini', en: 'This page' },
    parameters: [LANG],
    answers: [page({ id: 'Referensi API', en: 'The API reference' }, 'text/html')],
  },
  {
    ...open('/openapi.json'),
    id: 'getOpenApi',
    chapter: 'pages',
    title: { id: 'Referensi ini sebagai OpenAPI 3.1', en: 'This reference as OpenAPI 3.1' },
    parameters: [LANG],
    answers: [page({ id: 'Dokumen OpenAPI', en: 'The OpenAPI document' }, 'application/json')],
  },
  ...(['landing', 'docs'] as const).map((name): Operation => ({
    ...open(`/assets/${name}.css`),
    id: name === 'landing' ? 'getLandingStyle' : 'getReferenceStyle',
    chapter: 'pages',
    title:
      name === 'landing'
        ? { id: 'Gaya semua halaman', en: 'Style of all pages' }
        : { id: 'Gaya tambahan halaman ini', en: 'What this page adds to it' },
    answers: [page({ id: 'Lembar gaya', en: 'A style sheet' }, 'text/css')],
  })),
];
