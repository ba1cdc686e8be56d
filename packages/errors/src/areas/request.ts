import { defineErrors, type ErrorRow } from '../define-errors.ts';
import { dispatched, refusedAs } from './exchange-rows.ts';

const unparsable = refusedAs(1, 'counted');
/** Step 1: the request cannot be read in exactly one way. */
export const REQUEST = defineErrors('REQUEST', {
  TARGET_INVALID: unparsable('Client.BadRequest', 400, {
    en: 'The address must be /r1/{instance}/{class}/{member}/{subsystem}/{service}, with valid percent-encoding',
    id: 'Alamat harus berbentuk /r1/{instance}/{class}/{member}/{subsystem}/{service} dengan penyandian persen yang sah',
  }),
  PATH_AMBIGUOUS: unparsable('Client.BadRequest', 400, {
    en: 'The path holds dot segments, backslashes or encoded slashes, which could be read in two ways',
    id: 'Jalur memuat segmen titik, garis miring terbalik, atau garis miring tersandi sehingga dapat dibaca dengan dua cara',
  }),
  METHOD_UNSUPPORTED: unparsable('Client.BadRequest', 400, {
    en: 'The method is not one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE',
    id: 'Metode bukan salah satu dari DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE',
  }),
  HEADER_REPEATED: unparsable('Client.BadRequest', 400, {
    en: 'The header {name} may appear only once',
    id: 'Header {name} hanya boleh muncul satu kali',
  }),
  HEADERS_TOO_MANY: unparsable('Client.BadRequest', 400, {
    en: 'The request has more than {limit} headers',
    id: 'Permintaan memuat lebih dari {limit} header',
  }),
  CLIENT_MISSING: unparsable('Client.BadRequest', 400, {
    en: 'The header X-Road-Client is missing',
    id: 'Header X-Road-Client tidak ada',
  }),
  CLIENT_INVALID: unparsable('Client.InvalidClientIdentifier', 400, {
    en: 'X-Road-Client must be INSTANCE/CLASS/MEMBER/SUBSYSTEM',
    id: 'X-Road-Client harus berbentuk INSTANCE/CLASS/MEMBER/SUBSYSTEM',
  }),
  HEADER_INVALID: unparsable('Client.BadRequest', 400, {
    en: 'The header {name} is not well formed',
    id: 'Header {name} tidak berbentuk benar',
  }),
  SECURITY_SERVER_INVALID: unparsable('Client.InvalidSecurityServer', 400, {
    en: 'X-Road-Security-Server does not name this bus',
    id: 'X-Road-Security-Server tidak menunjuk bus ini',
  }),
  BODY_TOO_LARGE: unparsable('Client.BadRequest', 413, {
    en: 'The body is larger than {limit} bytes',
    id: 'Isi lebih besar dari {limit} bita',
  }),
});

/** Step 7: a body that is passed on while it arrives, so that the provider may have seen a part of it. */
const passing = (status: number, message: ErrorRow['message']): ErrorRow =>
  dispatched(7, 'maybe', 'caller')('Client.BadRequest', status, message);
/** Bodies that are too large to be held. */
export const STREAM = defineErrors('STREAM', {
  UNAVAILABLE: unparsable('Client.BadRequest', 413, {
    en: 'The body is larger than {limit} bytes, and this node passes on only what it can hold',
    id: 'Isi lebih besar dari {limit} bita, dan simpul ini hanya meneruskan isi yang dapat ditampungnya',
  }),
  TOO_LARGE: {
    ...passing(413, {
      en: 'The body turned out larger than {limit} bytes while it was passed on',
      id: 'Isi ternyata lebih besar dari {limit} bita saat diteruskan',
    }),
    retryable: false,
  },
  BROKE_OFF: passing(400, {
    en: 'The caller broke the connection off before the end of the body',
    id: 'Pemanggil memutus sambungan sebelum akhir isi',
  }),
  STALLED: passing(400, {
    en: 'Nothing of the body came for {limit} ms',
    id: 'Tidak ada bagian isi yang datang selama {limit} md',
  }),
  ANSWER_TOO_LARGE: dispatched(7, 'yes', 'operator')('Server.ServerProxy.ServiceFailed', 502, {
    en: "The provider's answer is larger than {limit} bytes, which is as much as passes between a gateway and an exchange node that run apart",
    id: 'Jawaban penyedia lebih besar dari {limit} bita, batas isi antara gateway dan simpul pertukaran yang berjalan terpisah',
  }),
});
