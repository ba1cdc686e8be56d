import { auditRecords, FINDING_KINDS, LEAF_TYPES, OUTCOMES } from '@simpul/contracts';
import { AUDIT, HTTP } from '@simpul/errors';
import type { Bilingual, Operation, Parameter } from '../operation.ts';

const TIME = {
  anyOf: [
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date' },
    { type: 'integer', minimum: 0 },
  ],
} as const;

const query = (name: string, schema: Parameter['schema'], text: Bilingual): Parameter => ({
  name,
  in: 'query',
  required: false,
  schema,
  text,
});

const { limit, cursor } = auditRecords.params.properties;
const SINCE = query('from', TIME, {
  id: 'Paling awal: waktu RFC 3339, hari (UTC), atau milidetik sejak 1970',
  en: 'Not before: an RFC 3339 time, a day (UTC) or milliseconds since 1970',
});
const UNTIL = query('to', TIME, { id: 'Paling akhir, ditulis sama', en: 'Not after, written likewise' });
const PAGE: readonly Parameter[] = [
  query('limit', { ...limit, default: 100 }, { id: 'Banyaknya dalam satu halaman', en: 'How many on a page' }),
  query('cursor', cursor, {
    id: 'Nilai next dari halaman sebelumnya, dengan saringan yang sama',
    en: 'The value next of the page before, with the same filters',
  }),
];

const TEXT = { type: 'string' } as const;
const FILTERS: readonly Parameter[] = [
  query('exchangeId', TEXT, { id: 'X-Road-Request-Id pertukaran', en: 'X-Road-Request-Id of the exchange' }),
  query('xRoadId', TEXT, { id: 'X-Road-Id dari pemanggil', en: 'X-Road-Id of the caller' }),
  query('consumer', TEXT, { id: 'Id lengkap subsistem yang meminta', en: 'Full id of the subsystem that asked' }),
  query('provider', TEXT, { id: 'Id lengkap subsistem penyedia', en: 'Full id of the subsystem that was asked' }),
  query('service', TEXT, { id: 'Id lengkap layanan', en: 'Full id of the service' }),
  query('type', { enum: [...LEAF_TYPES] }, { id: 'Jenis catatan', en: 'Type of the record' }),
  query('agreement', TEXT, { id: 'Nomor perjanjian', en: 'Number of the agreement' }),
  query('onBehalfOf', TEXT, {
    id: 'Id lengkap anggota yang diwakili peminta',
    en: 'Full id of the member on whose behalf it was asked',
  }),
  query('providedFor', TEXT, {
    id: 'Id lengkap anggota yang diwakili penyedia',
    en: 'Full id of the member on whose behalf it was provided',
  }),
  query('outcome', { enum: [...OUTCOMES] }, { id: 'Hasil', en: 'How it ended' }),
];

/** Records, receipts and findings (design 05, "Records" and "Auditor API"). */
export const AUDIT_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    route: '/audit/v1/records',
    path: '/audit/v1/records',
    id: 'listRecords',
    chapter: 'audit',
    needs: 'identity',
    title: { id: 'Catatan pertukaran, yang terbaru dahulu', en: 'Records of exchanges, newest first' },
    more: {
      id: 'Subsistem melihat pertukarannya sendiri dan yang dilakukan atas nama anggotanya, cakupan audit:read semuanya. Setiap penelusuran tercatat sebelum jawabannya dikirim.',
      en: 'A subsystem sees its own exchanges and those done on behalf of its member, the scope audit:read all of them. Each look leaves a record before its answer leaves.',
    },
    parameters: [...FILTERS, SINCE, UNTIL, ...PAGE],
    answers: [
      {
        status: 200,
        text: {
          id: 'Satu halaman; next ada bila masih ada yang lebih lama',
          en: 'A page; next is there while there are older ones',
        },
        content: [{ type: 'application/json', schema: 'Records' }],
      },
    ],
    errors: [HTTP.BAD_REQUEST, AUDIT.CURSOR_INVALID],
  },
  {
    method: 'GET',
    route: '/audit/v1/receipts/:exchangeId',
    path: '/audit/v1/receipts/{exchangeId}',
    id: 'getReceipt',
    chapter: 'audit',
    needs: 'identity',
    title: { id: 'Tanda terima satu pertukaran', en: 'Receipt of an exchange' },
    more: {
      id: 'Berkas C2SP tlog-proof untuk konsumen, penyedia, dan auditor; periksa dengan "simpul audit verify".',
      en: 'A C2SP tlog-proof for consumer, provider and auditor; check it with "simpul audit verify".',
    },
    parameters: [
      {
        name: 'exchangeId',
        in: 'path',
        required: true,
        schema: { type: 'string', format: 'uuid' },
        text: { id: 'X-Road-Request-Id pertukaran', en: 'X-Road-Request-Id of the exchange' },
      },
    ],
    answers: [
      {
        status: 200,
        text: { id: 'Tanda terima', en: 'The receipt' },
        content: [{ type: 'text/plain', schema: TEXT }],
      },
      {
        status: 202,
        text: {
          id: 'Belum dicakup titik pemeriksaan; ulangi setelah Retry-After',
          en: 'No checkpoint covers it yet; ask again after Retry-After',
        },
      },
    ],
    errors: [AUDIT.RECORD_UNKNOWN],
  },
  {
    method: 'GET',
    route: '/audit/v1/findings',
    path: '/audit/v1/findings',
    id: 'listFindings',
    chapter: 'audit',
    needs: { anyOf: ['audit:read'] },
    title: { id: 'Temuan log tentang dirinya, yang terbaru dahulu', en: 'What the log found amiss, newest first' },
    parameters: [
      query('kind', { enum: [...FINDING_KINDS] }, { id: 'Jenis temuan', en: 'Kind of finding' }),
      SINCE,
      UNTIL,
      ...PAGE,
    ],
    answers: [
      {
        status: 200,
        text: { id: 'Satu halaman', en: 'A page' },
        content: [{ type: 'application/json', schema: 'Findings' }],
      },
    ],
    errors: [HTTP.BAD_REQUEST, AUDIT.CURSOR_INVALID],
  },
  {
    method: 'GET',
    route: '/audit/v1/verification',
    path: '/audit/v1/verification',
    id: 'getVerification',
    chapter: 'audit',
    needs: 'nothing',
    title: { id: 'Log yang ada dan kunci verifikasinya', en: 'The logs and the keys that verify them' },
    more: {
      id: 'leafSchema adalah JSON Schema sebuah daun; policy ditulis menurut C2SP tlog-policy.',
      en: 'leafSchema is the JSON Schema of a leaf; policy is written as C2SP tlog-policy says.',
    },
    answers: [
      {
        status: 200,
        text: { id: 'Semua log, yang terbaru dahulu', en: 'All logs, newest first' },
        content: [{ type: 'application/json', schema: 'Verification' }],
      },
    ],
    errors: [],
  },
];
