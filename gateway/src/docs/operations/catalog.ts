import { CATALOG_QUERY_MAX } from '@simpul/contracts';
import { HTTP } from '@simpul/errors';
import { API_CATALOG_PATH, CATALOG_PATH, REGION_SCHEMA_PATH, SEARCH_PATH } from '../../catalog/addresses.ts';
import type { Bilingual, Operation, Parameter } from '../operation.ts';

const inQuery = (name: string, schema: object, text: Bilingual, required = false): Parameter => ({
  name,
  in: 'query',
  required,
  schema,
  text,
});
const LIMIT = inQuery(
  'limit',
  { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  { id: 'Banyaknya layanan pada satu halaman', en: 'Services on a page' },
);
const CURSOR = inQuery(
  'cursor',
  { type: 'string', pattern: String.raw`^\d{1,9}$` },
  { id: 'next dari halaman sebelumnya', en: 'next of the page before' },
);
const open = (path: string) => ({ method: 'GET', route: path, path, chapter: 'catalog', needs: 'nothing' }) as const;

/** What services there are; public, without addresses of systems, consumers or agreements. */
export const CATALOG_OPERATIONS: readonly Operation[] = [
  {
    ...open(CATALOG_PATH),
    id: 'getCatalog',
    title: { id: 'Katalog layanan (DCAT 3)', en: 'The catalogue of services (DCAT 3)' },
    more: {
      id: 'Publik. Setiap layanan adalah dcat:DataService; halaman berikutnya disebut hydra:next.',
      en: 'Public. Each service is a dcat:DataService; hydra:next names the next page.',
    },
    parameters: [LIMIT, CURSOR],
    answers: [
      {
        status: 200,
        text: { id: 'Katalog', en: 'The catalogue' },
        content: [{ type: 'application/ld+json', schema: { type: 'object' } }],
      },
    ],
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...open(SEARCH_PATH),
    id: 'searchCatalog',
    title: { id: 'Cari layanan', en: 'Search for services' },
    more: {
      id: 'Publik. Semua kata dicari dalam nama, kode, unsur data, pemilik dan deskripsi, dalam bahasa Indonesia dan Inggris; imbuhan dilepas, awal kata cukup. Yang paling cocok dahulu.',
      en: 'Public. All words are looked for in names, codes, data elements, owners and descriptions, in Indonesian and English; affixes are taken off, the beginning of a word is enough. Best first.',
    },
    parameters: [
      inQuery(
        'q',
        { type: 'string', minLength: 1, maxLength: CATALOG_QUERY_MAX },
        { id: 'Kata-kata', en: 'Words' },
        true,
      ),
      LIMIT,
      CURSOR,
    ],
    answers: [
      {
        status: 200,
        text: { id: 'Layanan yang ditemukan', en: 'The services that were found' },
        content: [{ type: 'application/json', schema: 'CatalogPage' }],
      },
    ],
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...open(API_CATALOG_PATH),
    id: 'getApiCatalog',
    title: { id: 'Katalog API (RFC 9727)', en: 'The API catalogue (RFC 9727)' },
    parameters: [CURSOR],
    answers: [
      {
        status: 200,
        text: { id: 'Kumpulan tautan (RFC 9264)', en: 'A link set (RFC 9264)' },
        content: [{ type: 'application/linkset+json', schema: { type: 'object' } }],
      },
    ],
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...open(REGION_SCHEMA_PATH),
    id: 'getRegionFileSchema',
    title: { id: 'JSON Schema berkas wilayah', en: 'JSON Schema of the region file' },
    answers: [
      {
        status: 200,
        text: { id: 'Skema (2020-12)', en: 'The schema (2020-12)' },
        content: [{ type: 'application/schema+json', schema: { type: 'object' } }],
      },
    ],
    errors: [],
  },
];
