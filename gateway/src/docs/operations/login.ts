import type { Bilingual, Operation } from '../operation.ts';

const TEXT = { type: 'string' };
const SECONDS = { type: 'integer' };
const CLIENT = { client_id: { const: 'simpul-cli' } };
const RESOURCE = { resource: { ...TEXT, format: 'uri' } };

interface Step {
  readonly path: string;
  readonly id: string;
  readonly title: Bilingual;
  readonly form: Readonly<Record<string, object>>;
  readonly status: number;
  readonly text: Bilingual;
  /** Members of the answer; absent: no body. */
  readonly members?: Readonly<Record<string, object>>;
}

/** What a program does to act for a person, before it asks for tokens; what the person does are pages. */
const STEPS: readonly Step[] = [
  {
    path: '/oauth2/device',
    id: 'startDevice',
    title: { id: 'Mulai masuk lewat perangkat lain (RFC 8628)', en: 'Begin a login on another device (RFC 8628)' },
    form: { ...CLIENT, ...RESOURCE },
    status: 200,
    text: { id: 'Kode, dan alamat tempat orang menyetujuinya', en: 'A code, and the address where the person agrees' },
    members: {
      device_code: TEXT,
      user_code: TEXT,
      verification_uri: TEXT,
      verification_uri_complete: TEXT,
      expires_in: SECONDS,
      interval: SECONDS,
    },
  },
  {
    path: '/oauth2/par',
    id: 'pushAuthorization',
    title: {
      id: 'Kirim permintaan otorisasi (RFC 9126), dengan bukti DPoP',
      en: 'Push an authorization request (RFC 9126), with a DPoP proof',
    },
    form: {
      ...CLIENT,
      ...RESOURCE,
      response_type: { const: 'code' },
      redirect_uri: TEXT,
      state: TEXT,
      code_challenge: TEXT,
      code_challenge_method: { const: 'S256' },
    },
    status: 201,
    text: { id: 'request_uri untuk /oauth2/auth, 60 detik', en: 'A request_uri for /oauth2/auth, 60 seconds' },
    members: { request_uri: TEXT, expires_in: SECONDS },
  },
  {
    path: '/oauth2/revoke',
    id: 'revokeToken',
    title: { id: 'Akhiri token penyegar (RFC 7009)', en: 'End a refresh token (RFC 7009)' },
    form: { ...CLIENT, token: TEXT },
    status: 200,
    text: { id: 'Sudah berakhir', en: 'It has ended' },
  },
];

/** The steps of a login as operations. */
export const LOGIN_OPERATIONS: readonly Operation[] = STEPS.map(({ form, members, status, text, ...step }) => ({
  method: 'POST',
  route: '/oauth2/*',
  chapter: 'identity',
  needs: 'nothing',
  ...step,
  body: {
    type: 'application/x-www-form-urlencoded',
    schema: { type: 'object', required: Object.keys(form), properties: form },
  },
  answers: [
    {
      status,
      text,
      ...(members && { content: [{ type: 'application/json', schema: { type: 'object', properties: members } }] }),
    },
    {
      status: 400,
      text: { id: 'Ditolak', en: 'Refused' },
      content: [{ type: 'application/json', schema: 'TokenError' as const }],
    },
    {
      status: 429,
      text: { id: 'Terlalu banyak dari alamat ini', en: 'Too many from this address' },
      content: [{ type: 'application/json', schema: 'TokenError' as const }],
    },
  ],
  errors: [],
}));
