import { defineErrors } from '../define-errors.ts';
import { dispatched, refusedAs } from './exchange-rows.ts';

const outside = refusedAs(5, 'denied');
/** Step 5: the request is not what the registered contract allows. */
export const CONTRACT = defineErrors('CONTRACT', {
  PATH_UNKNOWN: outside('Client.InvalidRequest', 400, {
    en: 'The contract has no such path',
    id: 'Kontrak tidak memuat jalur ini',
  }),
  METHOD_UNKNOWN: outside('Client.InvalidRequest', 400, {
    en: 'The contract has no such method for this path',
    id: 'Kontrak tidak memuat metode ini untuk jalur tersebut',
  }),
  PARAMETER_INVALID: outside('Client.InvalidRequest', 400, {
    en: 'Parameter {place} breaks the rule {rule}',
    id: 'Parameter {place} melanggar aturan {rule}',
  }),
  MEDIA_TYPE_UNKNOWN: outside('Client.InvalidRequest', 400, {
    en: 'The contract does not take a body of this media type',
    id: 'Kontrak tidak menerima isi dengan jenis media ini',
  }),
  BODY_INVALID: outside('Client.InvalidRequest', 400, {
    en: 'The body breaks the contract at {place}: {rule}',
    id: 'Isi melanggar kontrak di {place}: {rule}',
  }),
  UNUSABLE: outside(
    'Server.ServerProxy.ServiceFailed',
    500,
    { en: 'The registered contract cannot be used: {reason}', id: 'Kontrak terdaftar tidak dapat dipakai: {reason}' },
    { actor: 'provider' },
  ),
});

/** Step 6: the intent cannot be made durable, so nothing is sent. */
export const JOURNAL = defineErrors('JOURNAL', {
  UNAVAILABLE: refusedAs(6, 'none')(
    'Server.ClientProxy.LoggingFailed',
    503,
    {
      en: 'The exchange cannot be recorded, so it was not sent',
      id: 'Pertukaran tidak dapat dicatat sehingga tidak dikirim',
    },
    { actor: 'operator', retryable: true },
  ),
});

/** Step 6: a request that bears the idempotency key of an earlier one (design 03). */
export const REPEAT = defineErrors('REPEAT', {
  SENT_BEFORE: refusedAs(6, 'denied')('Client.InvalidRequest', 409, {
    en: 'The same request was sent before under this Idempotency-Key, as exchange {exchange}, with status {status}',
    id: 'Permintaan yang sama telah dikirim dengan Idempotency-Key ini sebagai pertukaran {exchange}, dengan status {status}',
  }),
  KEY_REUSED: refusedAs(6, 'denied')('Client.InvalidRequest', 422, {
    en: 'The Idempotency-Key was used for another request',
    id: 'Idempotency-Key telah dipakai untuk permintaan lain',
  }),
});

/** Step 7: the provider's system did not answer. */
export const PROVIDER = defineErrors('PROVIDER', {
  UNREACHABLE: dispatched(7, 'no', 'provider')('Server.ServerProxy.NetworkError', 500, {
    en: "The provider's system cannot be reached",
    id: 'Sistem penyedia tidak dapat dijangkau',
  }),
  TIMEOUT: dispatched(7, 'maybe', 'provider')('Server.ServerProxy.IOError', 500, {
    en: "The provider's system did not answer within {limit} ms",
    id: 'Sistem penyedia tidak menjawab dalam {limit} md',
  }),
  DEADLINE_PASSED: dispatched(7, 'no', 'operator')('Server.ServerProxy.IOError', 503, {
    en: 'The {limit} ms that the exchange may last were over before it could be sent, so it was not sent',
    id: 'Batas waktu pertukaran, {limit} md, telah lewat sebelum dapat dikirim sehingga tidak dikirim',
  }),
  BROKE_OFF: dispatched(7, 'maybe', 'provider')('Server.ServerProxy.IOError', 500, {
    en: "The provider's system broke the connection off",
    id: 'Sistem penyedia memutus sambungan',
  }),
  TLS_FAILED: dispatched(7, 'no', 'provider')('Server.ServerProxy.SslAuthenticationFailed', 500, {
    en: "The certificate of the provider's system cannot be verified",
    id: 'Sertifikat sistem penyedia tidak dapat diverifikasi',
  }),
  EGRESS_REFUSED: dispatched(7, 'no', 'operator')('Server.ServerProxy.ServiceFailed', 500, {
    en: "The address of the provider's system is not one that the bus may call",
    id: 'Alamat sistem penyedia tidak boleh dihubungi bus',
  }),
  SECRET_MISSING: dispatched(7, 'no', 'operator')('Server.ServerProxy.ServiceFailed', 500, {
    en: "The secret for the provider's system cannot be read",
    id: 'Rahasia untuk sistem penyedia tidak dapat dibaca',
  }),
  CIRCUIT_OPEN: dispatched(7, 'no', 'provider')('Server.ServerProxy.NetworkError', 503, {
    en: "The provider's system failed repeatedly and is left alone for a moment",
    id: 'Sistem penyedia berulang kali gagal dan sementara tidak dihubungi',
  }),
  BUSY: dispatched(7, 'no', 'provider')('Server.ServerProxy.NetworkError', 503, {
    en: 'Too many exchanges with this provider are under way',
    id: 'Terlalu banyak pertukaran dengan penyedia ini sedang berlangsung',
  }),
  RESPONSE_UNHELD: dispatched(7, 'yes', 'operator')('Server.ServerProxy.InternalError', 503, {
    en: "The provider's answer came while the bus held as many bodies as it may",
    id: 'Jawaban penyedia tiba ketika bus telah menampung isi sebanyak batasnya',
  }),
  RESPONSE_TOO_LARGE: dispatched(7, 'yes', 'provider')('Server.ServerProxy.ServiceFailed', 502, {
    en: "The provider's answer is larger than {limit} bytes",
    id: 'Jawaban penyedia lebih besar dari {limit} bita',
  }),
});

/** Step 8: the provider's answer breaks its own contract, and the service demands that it does not. */
export const RESPONSE = defineErrors('RESPONSE', {
  INVALID: dispatched(8, 'yes', 'provider')('Server.ServerProxy.ServiceFailed', 502, {
    en: "The provider's answer breaks the contract at {place}: {rule}",
    id: 'Jawaban penyedia melanggar kontrak di {place}: {rule}',
  }),
});

/** Step 9: the outcome cannot be made durable, so the data is not released. */
export const RECORD = defineErrors('RECORD', {
  UNAVAILABLE: dispatched(9, 'yes', 'operator')('Server.ClientProxy.LoggingFailed', 503, {
    en: 'The outcome cannot be recorded, so the answer is withheld',
    id: 'Hasil tidak dapat dicatat sehingga jawaban ditahan',
  }),
  SUPERSEDED: dispatched(9, 'yes', 'operator')(
    'Server.ClientProxy.LoggingFailed',
    503,
    {
      en: 'The exchange was recorded as interrupted before its answer came, so the answer is withheld',
      id: 'Pertukaran telah dicatat terputus sebelum jawaban tiba sehingga jawaban ditahan',
    },
    'interrupted',
  ),
});
