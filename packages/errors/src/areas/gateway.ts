import { defineErrors } from '../define-errors.ts';

const caller = { actor: 'caller', retryable: false } as const;

/** The public door outside `/r1`. */
export const HTTP = defineErrors('HTTP', {
  NOT_FOUND: {
    ...caller,
    status: 404,
    message: { en: 'There is nothing at this address', id: 'Tidak ada apa pun di alamat ini' },
  },
  METHOD_NOT_ALLOWED: {
    ...caller,
    status: 405,
    message: { en: 'This address does not take this method', id: 'Alamat ini tidak menerima metode tersebut' },
  },
  BAD_REQUEST: {
    ...caller,
    status: 400,
    message: { en: 'The request is not well formed: {reason}', id: 'Permintaan tidak berbentuk benar: {reason}' },
  },
  BODY_TOO_LARGE: {
    ...caller,
    status: 413,
    message: { en: 'The body is larger than {limit} bytes', id: 'Isi lebih besar dari {limit} bita' },
  },
  FORBIDDEN: {
    ...caller,
    status: 403,
    message: { en: 'The token does not carry the scope {scope}', id: 'Token tidak memuat cakupan {scope}' },
  },
  OVERLOADED: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: { en: 'The bus is at its limit', id: 'Bus telah mencapai batasnya' },
    exchange: { step: 1, type: 'Server.ClientProxy.InternalError', reached: 'no', record: 'counted' },
  },
  SERVICE_AWAY: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: {
      en: 'The part of the bus called {service} does not answer now',
      id: 'Bagian bus bernama {service} tidak menjawab saat ini',
    },
    exchange: { step: 1, type: 'Server.ClientProxy.InternalError', reached: 'no', record: 'counted' },
  },
  ANSWER_LOST: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: {
      en: 'The exchange node was lost before it answered; the receipt will tell what became of the exchange',
      id: 'Simpul pertukaran hilang sebelum menjawab; tanda terima akan menjelaskan hasil pertukaran',
    },
    exchange: { step: 7, type: 'Server.ClientProxy.NetworkError', reached: 'maybe', record: 'interrupted' },
  },
  INTERNAL: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'An internal error; the log holds it under this id',
      id: 'Galat internal; tercatat dalam log dengan id ini',
    },
  },
});
