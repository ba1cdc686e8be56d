import {
  identityAddKey,
  identityRequestKey,
  identityRevokeKey,
  KEY_REQUEST_STATES,
  KeyThumbprint,
} from '@simpul/contracts';
import { AUTHORITY, DUTY, HTTP, KEY, RECORD } from '@simpul/errors';
import type { Answer, Bilingual, Operation, Parameter } from '../operation.ts';
import type { SchemaName } from '../schemas.ts';

const inPath = (name: string, schema: object, text: Bilingual): Parameter => ({
  name,
  in: 'path',
  required: true,
  schema,
  text,
});
const TEXT = { type: 'string' } as const;

const SUBSYSTEM: readonly Parameter[] = [
  inPath('class', TEXT, { id: 'Kelas anggota', en: 'Class of the member' }),
  inPath('member', TEXT, { id: 'Kode anggota', en: 'Code of the member' }),
  inPath('subsystem', TEXT, { id: 'Kode subsistem', en: 'Code of the subsystem' }),
];
const KID = inPath('kid', KeyThumbprint, {
  id: 'Sidik jari kunci (RFC 7638)',
  en: 'Thumbprint of the key (RFC 7638)',
});
const REQUEST = inPath('id', TEXT, { id: 'Id permintaan', en: 'Id of the request' });

const answer = (status: number, schema: SchemaName, text: Bilingual): readonly Answer[] => [
  { status, text, content: [{ type: 'application/json', schema }] },
];

/** A body: these members of an action's params. */
function body(properties: Readonly<Record<string, object>>, required: readonly string[]) {
  const schema = { type: 'object', properties, required, additionalProperties: false };
  return { type: 'application/json', schema: JSON.parse(JSON.stringify(schema)) as object } as const;
}
const { reason: REASON } = identityRevokeKey.params.properties;

const COMMON = { chapter: 'keys', needs: 'identity' } as const satisfies Partial<Operation>;
const CHANGE_ERRORS = [HTTP.BAD_REQUEST, AUTHORITY.STALE, DUTY.ROLE_MISSING, DUTY.SCOPE_MISSING, RECORD.UNAVAILABLE];
const { jwk, proof, replaces } = identityAddKey.params.properties;
const { subsystem, note } = identityRequestKey.params.properties;

const KEYS_ROUTE = '/identity/v1/subsystems/:class/:member/:subsystem/keys';
const KEYS_PATH = '/identity/v1/subsystems/{class}/{member}/{subsystem}/keys';

const OF_SUBSYSTEMS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: KEYS_ROUTE,
    path: KEYS_PATH,
    id: 'listSubsystemKeys',
    title: { id: 'Kunci sebuah subsistem', en: 'Keys of a subsystem' },
    more: {
      id: 'Untuk subsistem itu sendiri, operator, integrator, wali data dan auditor. Yang sudah berakhir atau dicabut ikut disebut.',
      en: 'For the subsystem itself, operators, integrators, data stewards and auditors. Those that ended or were revoked are named too.',
    },
    parameters: SUBSYSTEM,
    answers: answer(200, 'SubsystemKeys', { id: 'Kunci dan keadaannya', en: 'Keys and their state' }),
    errors: [HTTP.BAD_REQUEST, AUTHORITY.STALE, DUTY.ROLE_MISSING, DUTY.SCOPE_MISSING, KEY.SUBSYSTEM_UNKNOWN],
  },
  {
    ...COMMON,
    method: 'POST',
    route: KEYS_ROUTE,
    path: KEYS_PATH,
    id: 'addSubsystemKey',
    title: { id: 'Tambah kunci sendiri', en: 'Add an own key' },
    more: {
      id: 'Oleh subsistem itu sendiri, dengan token dari kunci yang masih berlaku. proof adalah JWS ringkas dari kunci baru: typ simpul-key-proof+jwt, iss dan sub id klien, aud issuer, jkt sidik jari kunci baru, jti, iat, exp (paling lama 60 detik), sekali pakai. replaces mengakhiri kunci lama pada until (milidetik sejak 1970, paling lama 90 hari). Paling banyak 16 kunci yang berlaku.',
      en: 'By the subsystem itself, with a token of a key that is still good. proof is a compact JWS made with the new key: typ simpul-key-proof+jwt, iss and sub the client id, aud the issuer, jkt the thumbprint of the new key, jti, iat, exp (at most 60 seconds), one use. replaces lets the old key end at until (milliseconds since 1970, at most 90 days). At most 16 keys in use.',
    },
    parameters: SUBSYSTEM,
    body: body({ jwk, proof, replaces }, ['jwk', 'proof']),
    answers: answer(201, 'SubsystemKey', { id: 'Kunci baru, berlaku', en: 'The new key, in force' }),
    errors: [
      ...CHANGE_ERRORS,
      KEY.INVALID,
      KEY.PROOF_INVALID,
      KEY.UNTIL_INVALID,
      KEY.SUBSYSTEM_UNKNOWN,
      KEY.UNKNOWN,
      KEY.KNOWN,
      KEY.REVOKED,
      KEY.TOO_MANY,
    ],
  },
  {
    ...COMMON,
    method: 'POST',
    route: `${KEYS_ROUTE}/:kid/revoke`,
    path: `${KEYS_PATH}/{kid}/revoke`,
    id: 'revokeSubsystemKey',
    title: { id: 'Cabut kunci', en: 'Revoke a key' },
    more: {
      id: 'Oleh operator. Berlaku dalam dua detik, juga untuk token yang sudah terbit; kunci itu tidak pernah dapat dipakai lagi.',
      en: 'By an operator. In force within two seconds, for tokens that were issued before too; the key can never be used again.',
    },
    parameters: [...SUBSYSTEM, KID],
    body: body({ reason: REASON }, ['reason']),
    answers: answer(200, 'SubsystemKey', { id: 'Kunci yang dicabut', en: 'The revoked key' }),
    errors: [...CHANGE_ERRORS, KEY.SUBSYSTEM_UNKNOWN, KEY.UNKNOWN],
  },
];

const OF_REQUESTS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: '/identity/v1/key-requests',
    path: '/identity/v1/key-requests',
    id: 'listKeyRequests',
    title: { id: 'Permintaan kunci, yang terbaru dahulu', en: 'Requests for keys, newest first' },
    parameters: [
      {
        name: 'state',
        in: 'query',
        required: false,
        schema: { enum: [...KEY_REQUEST_STATES] },
        text: { id: 'Hanya dengan keadaan ini', en: 'Only those in this state' },
      },
    ],
    answers: answer(200, 'KeyRequests', {
      id: 'Permintaan dalam lingkup pemanggil, paling banyak 200',
      en: 'Requests within the scope of the caller, at most 200',
    }),
    errors: [HTTP.BAD_REQUEST, AUTHORITY.STALE, DUTY.ROLE_MISSING],
  },
  {
    ...COMMON,
    method: 'POST',
    route: '/identity/v1/key-requests',
    path: '/identity/v1/key-requests',
    id: 'requestKey',
    title: { id: 'Minta agar sebuah kunci ditambahkan', en: 'Ask that a key be added' },
    more: {
      id: 'Oleh integrator anggota itu; orang lain yang memutuskan. Paling banyak 5 permintaan terbuka untuk satu subsistem.',
      en: 'By an integrator of the member; another person decides. At most 5 open requests for one subsystem.',
    },
    body: body({ subsystem, jwk, note }, ['subsystem', 'jwk']),
    answers: answer(201, 'KeyRequest', { id: 'Permintaan, terbuka', en: 'The request, open' }),
    errors: [
      ...CHANGE_ERRORS,
      KEY.INVALID,
      KEY.SUBSYSTEM_UNKNOWN,
      KEY.KNOWN,
      KEY.REVOKED,
      KEY.TOO_MANY,
      KEY.REQUESTS_TOO_MANY,
    ],
  },
  ...(['approve', 'refuse'] as const).map((decision): Operation => ({
    ...COMMON,
    method: 'POST',
    route: `/identity/v1/key-requests/:id/${decision}`,
    path: `/identity/v1/key-requests/{id}/${decision}`,
    id: decision === 'approve' ? 'approveKeyRequest' : 'refuseKeyRequest',
    title:
      decision === 'approve'
        ? { id: 'Setujui permintaan kunci', en: 'Approve a request for a key' }
        : { id: 'Tolak permintaan kunci', en: 'Refuse a request for a key' },
    more: {
      id: 'Oleh operator atau wali data, tidak pernah atas permintaan sendiri.',
      en: 'By an operator or a data steward, never on the own request.',
    },
    parameters: [REQUEST],
    body: body({ reason: REASON }, []),
    answers: answer(200, 'KeyRequest', { id: 'Permintaan, diputuskan', en: 'The request, decided' }),
    errors: [
      ...CHANGE_ERRORS,
      DUTY.OWN_REQUEST,
      KEY.REQUEST_UNKNOWN,
      KEY.REQUEST_DECIDED,
      ...(decision === 'approve' ? [KEY.KNOWN, KEY.REVOKED, KEY.TOO_MANY, KEY.SUBSYSTEM_UNKNOWN] : []),
    ],
  })),
];

/** Keys of subsystems, requests for them, and the key that signs tokens (design 04). */
export const KEY_OPERATIONS: readonly Operation[] = [
  ...OF_SUBSYSTEMS,
  ...OF_REQUESTS,
  {
    ...COMMON,
    method: 'POST',
    route: '/identity/v1/bus-keys/rotate',
    path: '/identity/v1/bus-keys/rotate',
    id: 'rotateBusKey',
    title: { id: 'Ganti kunci yang menandatangani token', en: 'Replace the key that signs tokens' },
    more: {
      id: 'Oleh operator seluruh wilayah. Kunci baru diumumkan dahulu, lalu menandatangani; yang lama tetap diumumkan sampai token terakhirnya berakhir. Tidak ada pertukaran yang gagal karenanya.',
      en: 'By an operator of the whole region. The new key is published first, then it signs; the old one stays published until its last token has expired. No exchange fails for it.',
    },
    answers: answer(202, 'BusKeyRotation', {
      id: 'Dimulai; signsFrom dan oldUntil menyebut kapan',
      en: 'Begun; signsFrom and oldUntil say when',
    }),
    errors: [AUTHORITY.STALE, DUTY.ROLE_MISSING, DUTY.SCOPE_MISSING, KEY.CHANGING, RECORD.UNAVAILABLE],
  },
  {
    ...COMMON,
    method: 'POST',
    route: '/identity/v1/response-keys/rotate',
    path: '/identity/v1/response-keys/rotate',
    id: 'rotateResponseKey',
    title: { id: 'Ganti kunci yang menandatangani jawaban', en: 'Replace the key that signs responses' },
    more: {
      id: 'Oleh operator seluruh wilayah. Kunci baru diumumkan di /oauth2/jwks, lalu menandatangani; yang lama tetap diumumkan 400 hari. Tidak ada pertukaran yang gagal karenanya.',
      en: 'By an operator of the whole region. The new key is published in /oauth2/jwks, then it signs; the old one stays published for 400 days. No exchange fails for it.',
    },
    answers: answer(202, 'BusKeyRotation', {
      id: 'Dimulai; signsFrom dan oldUntil menyebut kapan',
      en: 'Begun; signsFrom and oldUntil say when',
    }),
    errors: [AUTHORITY.STALE, DUTY.ROLE_MISSING, DUTY.SCOPE_MISSING, KEY.CHANGING, RECORD.UNAVAILABLE],
  },
];
