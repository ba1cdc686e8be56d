import { defineErrors, type ErrorRow, type ExchangeFace } from '../define-errors.ts';

const refusedAs =
  (step: ExchangeFace['step'], record: ExchangeFace['record']) =>
  (type: string, status: number, message: ErrorRow['message'], more: Partial<ErrorRow> = {}): ErrorRow => ({
    status,
    actor: 'caller',
    retryable: false,
    message,
    exchange: { step, type, reached: 'no', record },
    ...more,
  });

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

const dispatched =
  (step: 7 | 8 | 9, reached: ExchangeFace['reached'], actor: ErrorRow['actor']) =>
  (
    type: string,
    status: number,
    message: ErrorRow['message'],
    record: ExchangeFace['record'] = 'closed',
  ): ErrorRow => ({
    status,
    actor,
    retryable: true,
    message,
    exchange: { step, type, reached, record },
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
});

const unauthenticated = refusedAs(2, 'counted');
const mistaken = refusedAs(2, 'denied');
const NOT_AUTHENTICATED = 'Server.ClientProxy.SslAuthenticationFailed';
const ACCESS_DENIED = 'Server.ServerProxy.AccessDenied';
/** Step 2: who calls is not shown, or is not who it says. */
export const AUTH = defineErrors('AUTH', {
  TOKEN_MISSING: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'No access token was sent, and X-Road-Client does not name a subsystem that may call without one',
    id: 'Token akses tidak dikirim, dan X-Road-Client tidak menunjuk subsistem yang boleh memanggil tanpa token',
  }),
  TOKEN_INVALID: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The access token is not valid here: {reason}',
    id: 'Token akses tidak berlaku di sini: {reason}',
  }),
  PROOF_INVALID: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The DPoP proof is not valid: {reason}',
    id: 'Bukti DPoP tidak sah: {reason}',
  }),
  PROOF_REPLAYED: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The DPoP proof was used before',
    id: 'Bukti DPoP sudah pernah dipakai',
  }),
  CERTIFICATE_MISSING: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'X-Road-Client names a subsystem that shows itself by a client certificate, and none came',
    id: 'X-Road-Client menunjuk subsistem yang dikenal dengan sertifikat klien, tetapi sertifikat tidak dikirim',
  }),
  CERTIFICATE_UNKNOWN: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The client certificate is not registered for a subsystem',
    id: 'Sertifikat klien tidak terdaftar untuk subsistem mana pun',
  }),
  CERTIFICATE_INVALID: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The client certificate does not show who calls: {reason}',
    id: 'Sertifikat klien tidak menunjukkan siapa yang memanggil: {reason}',
  }),
  KEY_UNKNOWN: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'X-Simpul-Key holds no key of a legacy link of the subsystem that X-Road-Client names',
    id: 'X-Simpul-Key tidak memuat kunci tautan lama milik subsistem yang disebut X-Road-Client',
  }),
  ADDRESS_UNKNOWN: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The subsystem that X-Road-Client names has no legacy link for the address from which this call came',
    id: 'Subsistem yang disebut X-Road-Client tidak memiliki tautan lama untuk alamat asal panggilan ini',
  }),
  LINK_ENDED: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The legacy link ended on {day}: only an operator can allow another, and a token needs none',
    id: 'Tautan lama berakhir {day}: hanya operator yang dapat mengizinkan tautan baru, dan token tidak memerlukannya',
  }),
  CLIENT_MISMATCH: mistaken(ACCESS_DENIED, 500, {
    en: 'X-Road-Client names another subsystem than the token or certificate belongs to',
    id: 'X-Road-Client menunjuk subsistem lain daripada pemilik token atau sertifikat',
  }),
  CLIENT_UNKNOWN: mistaken('Server.ClientProxy.UnknownMember', 500, {
    en: 'The calling subsystem is not registered',
    id: 'Subsistem pemanggil tidak terdaftar',
  }),
  CLIENT_SUSPENDED: mistaken(ACCESS_DENIED, 500, {
    en: 'The calling subsystem is suspended',
    id: 'Subsistem pemanggil ditangguhkan',
  }),
  PURPOSE_PINNED: mistaken(ACCESS_DENIED, 500, {
    en: 'X-Simpul-Purpose differs from the purpose that the token is pinned to',
    id: 'X-Simpul-Purpose berbeda dari tujuan yang dipatok pada token',
  }),
  LINK_REFUSED: mistaken(ACCESS_DENIED, 500, {
    en: 'The calling subsystem is registered with another kind of link',
    id: 'Subsistem pemanggil terdaftar dengan jenis sambungan lain',
  }),
});

const unresolved = refusedAs(3, 'denied');
const unagreed = refusedAs(4, 'denied');
/** `getOpenAPI`'s own errors: 500 and these messages, which clients rely on (facts B.5). */
const asked = (type: string, message: ErrorRow['message'], more: Partial<ExchangeFace> = {}): ErrorRow =>
  refusedAs(3, 'none')(type, 500, message, { exchange: { step: 3, type, reached: 'no', record: 'none', ...more } });
/** Step 3: the service cannot be found, or is not open. */
export const SERVICE = defineErrors('SERVICE', {
  MEMBER_UNKNOWN: unresolved('Server.ServerProxy.UnknownMember', 500, {
    en: 'There is no such member or subsystem: {id}',
    id: 'Anggota atau subsistem tidak ada: {id}',
  }),
  UNKNOWN: unresolved('Server.ServerProxy.UnknownService', 500, {
    en: 'There is no such service: {id}',
    id: 'Layanan tidak ada: {id}',
  }),
  DISABLED: unresolved(
    'Server.ServerProxy.ServiceDisabled',
    500,
    { en: 'The service is disabled. {notice}', id: 'Layanan dinonaktifkan. {notice}' },
    { actor: 'provider' },
  ),
  MAINTENANCE: unresolved(
    'Server.ServerProxy.MaintenanceMode',
    503,
    { en: 'The service is under maintenance. {notice}', id: 'Layanan sedang dalam pemeliharaan. {notice}' },
    { actor: 'provider', retryable: true },
  ),
  NO_BACKEND: unresolved(
    'Server.ServerProxy.ServiceDisabled',
    503,
    {
      en: 'No system stands behind the service yet, and its contract holds no example for this operation',
      id: 'Belum ada sistem di belakang layanan ini, dan kontraknya tidak memuat contoh untuk operasi ini',
    },
    { actor: 'provider', retryable: true },
  ),
  VERSION_UNKNOWN: unagreed('Server.ServerProxy.UnknownService', 500, {
    en: 'X-Simpul-Version names version {version}, which {service} does not have; in force: {versions}',
    id: 'X-Simpul-Version menyebut versi {version} yang tidak dimiliki {service}; yang berlaku: {versions}',
  }),
  VERSION_CLOSED: unagreed('Server.ServerProxy.ServiceDisabled', 500, {
    en: 'Version {version} of {service} answers nobody ({state}); in force: {versions}',
    id: 'Versi {version} dari {service} tidak melayani siapa pun ({state}); yang berlaku: {versions}',
  }),
  VERSION_NONE: unagreed('Server.ServerProxy.ServiceDisabled', 500, {
    en: 'No version of {service} answers that agreement {agreement} covers; in force: {versions}',
    id: 'Tidak ada versi {service} yang berlaku dan dicakup perjanjian {agreement}; yang berlaku: {versions}',
  }),
  VERSION_NOT_AGREED: unagreed(ACCESS_DENIED, 500, {
    en: 'Agreement {agreement} does not cover major version {major} of {service}, of which {version} is: ask for an agreement on it',
    id: 'Perjanjian {agreement} tidak mencakup versi mayor {major} dari {service}, induk versi {version}: ajukan perjanjian untuk versi itu',
  }),
  CODE_MISSING: asked('Server.ServerProxy.InvalidRequest', {
    en: 'Missing serviceCode in message body',
    id: 'Parameter serviceCode tidak ada',
  }),
  DESCRIPTION_UNKNOWN: asked('Server.ServerProxy.InternalError', {
    en: 'Service not found: {id}',
    id: 'Layanan tidak ditemukan: {id}',
  }),
  DESCRIPTION_NONE: asked(
    'Server.ServerProxy.InternalError',
    { en: 'Invalid service type: REST', id: 'Jenis layanan tidak sah: REST' },
    { comparedWhole: true },
  ),
  SUSPENDED: unresolved(
    ACCESS_DENIED,
    500,
    { en: 'The providing subsystem is suspended', id: 'Subsistem penyedia ditangguhkan' },
    { actor: 'provider' },
  ),
});

/** Step 3: this node has been without news from the registry, or of denied tokens, for too long to decide anything. */
export const AUTHORITY = defineErrors('AUTHORITY', {
  STALE: refusedAs(3, 'counted')(
    'Server.ClientProxy.OutdatedGlobalConf',
    503,
    {
      en: 'This node has had no contact with the registry or with identity for longer than it may decide alone',
      id: 'Simpul ini tidak terhubung dengan registri atau layanan identitas lebih lama daripada batas untuk memutuskan sendiri',
    },
    { actor: 'operator', retryable: true },
  ),
});

const denied = refusedAs(4, 'denied');
/** How a right is asked for, on the command line and by the API. */
const ASK = 'simpul access request {service} --as {consumer} --purpose CODE --legal-basis TEXT';
const ASK_API = 'POST /registry/v1/agreements';
/** Step 4: no agreement gives the right. */
export const ACCESS = defineErrors('ACCESS', {
  NO_AGREEMENT: denied(ACCESS_DENIED, 500, {
    en: `No agreement lets {consumer} use {service}; ask for one: ${ASK} (or ${ASK_API})`,
    id: `Tidak ada perjanjian yang mengizinkan {consumer} memakai {service}; ajukan dengan: ${ASK} (atau ${ASK_API})`,
  }),
  AGREEMENT_NOT_YET: denied(ACCESS_DENIED, 500, {
    en: 'Agreement {agreement} begins on {day}',
    id: 'Perjanjian {agreement} mulai berlaku {day}',
  }),
  AGREEMENT_EXPIRED: denied(ACCESS_DENIED, 500, {
    en: `Agreement {agreement} ended on {day}; have it renewed (POST /registry/v1/agreements/{agreement}/renew) or ask for another: ${ASK}`,
    id: `Perjanjian {agreement} berakhir {day}; perpanjang (POST /registry/v1/agreements/{agreement}/renew) atau ajukan yang baru: ${ASK}`,
  }),
  AGREEMENT_SUSPENDED: denied(
    ACCESS_DENIED,
    500,
    {
      en: 'Agreement {agreement} is suspended; the provider or the data steward can resume it',
      id: 'Perjanjian {agreement} ditangguhkan; penyedia atau wali data dapat memulihkannya',
    },
    { actor: 'provider' },
  ),
  AGREEMENT_REQUESTED: denied(
    ACCESS_DENIED,
    500,
    {
      en: 'Agreement {agreement} was requested and waits for approval: simpul access list',
      id: 'Perjanjian {agreement} sudah diajukan dan menunggu persetujuan: simpul access list',
    },
    { actor: 'provider' },
  ),
  AGREEMENT_REFUSED: denied(ACCESS_DENIED, 500, {
    en: `The request {agreement} was refused (simpul access list says why); another one: ${ASK}`,
    id: `Permohonan {agreement} ditolak (alasannya: simpul access list); permohonan baru: ${ASK}`,
  }),
  AGREEMENT_REVOKED: denied(ACCESS_DENIED, 500, {
    en: `Agreement {agreement} was revoked (simpul access list says why); ask for another: ${ASK}`,
    id: `Perjanjian {agreement} dicabut (alasannya: simpul access list); ajukan yang baru: ${ASK}`,
  }),
  ELIGIBILITY_LOST: denied(ACCESS_DENIED, 500, {
    en: 'The agency of {consumer} is no longer of the kind, class or region that agreement {agreement} is for',
    id: 'Instansi pemilik {consumer} tidak lagi sesuai jenis, kelas, atau wilayah yang dimaksud perjanjian {agreement}',
  }),
  ENDPOINT_DENIED: denied(ACCESS_DENIED, 500, {
    en: 'The agreement does not cover this method and path',
    id: 'Perjanjian tidak mencakup metode dan jalur ini',
  }),
  PURPOSE_DENIED: denied(ACCESS_DENIED, 500, {
    en: 'No agreement in force has the purpose that X-Simpul-Purpose or the token names',
    id: 'Tidak ada perjanjian berlaku dengan tujuan yang disebut X-Simpul-Purpose atau token',
  }),
  PURPOSE_AMBIGUOUS: denied('Client.InvalidRequest', 400, {
    en: 'Several agreements give this right: name one of their purposes in X-Simpul-Purpose: {purposes}',
    id: 'Beberapa perjanjian memberi hak ini: sebutkan salah satu tujuannya di X-Simpul-Purpose: {purposes}',
  }),
  REPRESENTATION_DENIED: denied(ACCESS_DENIED, 500, {
    en: 'No agreement lets the consumer ask on behalf of the represented party',
    id: 'Tidak ada perjanjian yang mengizinkan pengguna meminta atas nama pihak yang diwakili',
  }),
  DELEGATION_MISSING: denied(ACCESS_DENIED, 500, {
    en: 'Under agreement {agreement} {consumer} asks on behalf of {party}, which needs a delegation in force from {party} to it',
    id: 'Menurut perjanjian {agreement} {consumer} meminta atas nama {party}; ini memerlukan pendelegasian yang berlaku dari {party}',
  }),
  PROVISION_UNDELEGATED: denied(
    ACCESS_DENIED,
    500,
    {
      en: 'Under agreement {agreement} {provider} provides for {party}, which needs a delegation in force from {party} to it',
      id: 'Menurut perjanjian {agreement} {provider} menyediakan untuk {party}; ini memerlukan pendelegasian yang berlaku dari {party}',
    },
    { actor: 'provider' },
  ),
  LEGACY_LINK_REFUSED: denied(ACCESS_DENIED, 500, {
    en: 'A legacy link reaches only services that are declared to hold no personal data: call {service} with a token or a certificate',
    id: 'Tautan lama hanya menjangkau layanan yang dinyatakan tanpa data pribadi: panggil {service} dengan token atau sertifikat',
  }),
  SIGNATURE_REQUIRED: denied(ACCESS_DENIED, 500, {
    en: 'Agreement {agreement} demands a signed request: one signature with the tag simpul-request',
    id: 'Perjanjian {agreement} mewajibkan permintaan bertanda tangan: satu tanda tangan dengan tag simpul-request',
  }),
  QUOTA_EXCEEDED: denied(
    ACCESS_DENIED,
    429,
    {
      en: 'The quota of agreement {agreement}, {limit} a minute, is used up',
      id: 'Kuota perjanjian {agreement}, {limit} per menit, telah habis',
    },
    { retryable: true },
  ),
});

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
