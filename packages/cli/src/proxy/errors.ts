import { defineErrors, type ErrorDefinition } from '@simpul/errors';

const away = { actor: 'network', retryable: true } as const;
const caller = { actor: 'caller', retryable: false } as const;
const refusedAs = (type: string): Pick<ErrorDefinition, 'exchange'> => ({
  exchange: { step: 1, type, reached: 'no', record: 'none' },
});

/** What the proxy itself answers with, in X-Road's form; errors of the bus and of providers pass as they are. */
export const PROXY = defineErrors('PROXY', {
  PATH_UNKNOWN: {
    ...caller,
    ...refusedAs('Client.BadRequest'),
    status: 404,
    message: {
      en: 'The proxy passes on /r1/… and /listClients only',
      id: 'Proksi hanya meneruskan /r1/… dan /listClients',
    },
  },
  PATH_AMBIGUOUS: {
    ...caller,
    ...refusedAs('Client.BadRequest'),
    status: 400,
    message: {
      en: 'The path holds dot segments or backslashes, which could be read in two ways',
      id: 'Jalur memuat segmen titik atau garis miring terbalik sehingga dapat dibaca dengan dua cara',
    },
  },
  HOST_UNKNOWN: {
    ...caller,
    ...refusedAs('Client.BadRequest'),
    status: 421,
    message: {
      en: 'Host names neither this machine (localhost, 127.0.0.1, [::1]) nor the address that the proxy listens on',
      id: 'Host tidak menunjuk mesin ini (localhost, 127.0.0.1, [::1]) maupun alamat yang didengarkan proksi',
    },
  },
  ENCODING_UNKNOWN: {
    ...caller,
    ...refusedAs('Client.BadRequest'),
    status: 501,
    message: {
      en: 'Of transfer codings only "chunked" is understood',
      id: 'Penyandian transfer yang dipahami hanya "chunked"',
    },
  },
  UNSIGNABLE: {
    ...caller,
    ...refusedAs('Client.BadRequest'),
    status: 400,
    message: {
      en: 'The request cannot be signed ({reason}); nothing was sent',
      id: 'Permintaan tidak dapat ditandatangani ({reason}); tidak ada yang terkirim',
    },
  },
  BODY_TOO_LARGE: {
    ...caller,
    ...refusedAs('Client.BadRequest'),
    status: 413,
    message: {
      en: 'The body is larger than {limit} bytes, which is the most that a signed request may have; nothing was sent',
      id: 'Isi lebih besar dari {limit} bita, batas permintaan yang ditandatangani; tidak ada yang terkirim',
    },
  },
  BODIES_HELD: {
    ...refusedAs('Server.ClientProxy.InternalError'),
    status: 503,
    actor: 'caller',
    retryable: true,
    message: {
      en: 'The proxy holds {limit} bytes of bodies that are to be signed, which is its limit; nothing was sent',
      id: 'Proksi menahan {limit} bita isi yang akan ditandatangani, yaitu batasnya; tidak ada yang terkirim',
    },
  },
  OVERLOADED: {
    ...refusedAs('Server.ClientProxy.InternalError'),
    status: 503,
    actor: 'caller',
    retryable: true,
    message: {
      en: 'The proxy has {limit} requests under way, which is its limit',
      id: 'Proksi sedang menangani {limit} permintaan, yaitu batasnya',
    },
  },
  BUS_UNREACHABLE: {
    ...away,
    ...refusedAs('Server.ClientProxy.NetworkError'),
    status: 503,
    message: {
      en: 'The bus cannot be reached ({reason}); nothing was sent',
      id: 'Bus tidak dapat dijangkau ({reason}); tidak ada yang terkirim',
    },
  },
  TOKEN_UNAVAILABLE: {
    ...away,
    ...refusedAs('Server.ClientProxy.SslAuthenticationFailed'),
    status: 503,
    message: {
      en: 'The proxy has no access token ({reason}); nothing was sent',
      id: 'Proksi tidak memiliki token akses ({reason}); tidak ada yang terkirim',
    },
  },
  BUS_LOST: {
    ...away,
    status: 502,
    message: {
      en: 'The connection to the bus ended without an answer ({reason}); the provider may have acted',
      id: 'Sambungan ke bus terputus tanpa jawaban ({reason}); penyedia mungkin sudah bertindak',
    },
    exchange: { step: 7, type: 'Server.ClientProxy.IOError', reached: 'maybe', record: 'none' },
  },
  INTERNAL: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'An internal error of the proxy; its log holds it under this id',
      id: 'Galat internal proksi; tercatat dalam lognya dengan id ini',
    },
  },
});
