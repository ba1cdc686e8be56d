import type { Answer, Operation, Parameter } from '../operation.ts';
import { LOGIN_OPERATIONS } from './login.ts';

const PROOF: Parameter = {
  name: 'DPoP',
  in: 'header',
  required: true,
  schema: { type: 'string' },
  text: {
    id: 'Bukti DPoP (RFC 9449) dengan kunci yang akan terikat pada token. Permintaan pertama dijawab use_dpop_nonce; ulangi dengan nonce dari DPoP-Nonce.',
    en: 'DPoP proof (RFC 9449) made with the key that the token will be bound to. The first request is answered use_dpop_nonce; repeat it with the nonce of DPoP-Nonce.',
  },
};

const refusedAs = (status: number, id: string, en: string): Answer => ({
  status,
  text: { id, en },
  content: [{ type: 'application/json', schema: 'TokenError' }],
});

const METADATA = {
  method: 'GET',
  chapter: 'identity',
  needs: 'nothing',
  answers: [
    {
      status: 200,
      text: { id: 'Alamat dan algoritma', en: 'Addresses and algorithms' },
      content: [{ type: 'application/json', schema: 'AuthorizationServer' }],
    },
  ],
  errors: [],
} as const satisfies Partial<Operation>;

/** The authorization server and its discovery (design 04). */
export const IDENTITY_OPERATIONS: readonly Operation[] = [
  {
    method: 'POST',
    route: '/oauth2/*',
    path: '/oauth2/token',
    id: 'requestToken',
    chapter: 'identity',
    needs: 'nothing',
    title: { id: 'Minta token akses', en: 'Ask for an access token' },
    more: {
      id: 'Kredensial klien dengan private_key_jwt (ES256, PS256, EdDSA; aud adalah issuer; paling lama 60 detik; sekali pakai). resource adalah {publicUrl}/r1 untuk pertukaran, dapat dipersempit menjadi {publicUrl}/r1/{id layanan}, atau {publicUrl}/api untuk API di halaman ini.',
      en: 'Client credentials with private_key_jwt (ES256, PS256, EdDSA; aud is the issuer; at most 60 seconds; one use). resource is {publicUrl}/r1 for exchanges, which may be narrowed to {publicUrl}/r1/{service id}, or {publicUrl}/api for the APIs of this page.',
    },
    parameters: [PROOF],
    body: { type: 'application/x-www-form-urlencoded', schema: 'TokenRequest' },
    answers: [
      {
        status: 200,
        text: { id: 'Token, paling lama 300 detik', en: 'A token of at most 300 seconds' },
        content: [{ type: 'application/json', schema: 'Token' }],
      },
      refusedAs(
        400,
        'Ditolak: use_dpop_nonce, invalid_target, invalid_scope, invalid_request',
        'Refused: use_dpop_nonce, invalid_target, invalid_scope, invalid_request',
      ),
      refusedAs(401, 'Klien atau pernyataannya tidak dikenal', 'The client or its assertion is not known'),
      refusedAs(
        429,
        'Lebih dari 600 permintaan semenit untuk satu klien',
        'More than 600 requests a minute for a client',
      ),
    ],
    errors: [],
  },
  ...LOGIN_OPERATIONS,
  {
    method: 'GET',
    route: '/oauth2/*',
    path: '/oauth2/jwks',
    id: 'getTokenKeys',
    chapter: 'identity',
    needs: 'nothing',
    title: { id: 'Kunci publik yang menandatangani token', en: 'Public keys that sign tokens' },
    answers: [
      {
        status: 200,
        text: { id: 'JWK Set (RFC 7517)', en: 'A JWK Set (RFC 7517)' },
        content: [{ type: 'application/jwk-set+json', schema: 'KeySet' }],
      },
    ],
    errors: [],
  },
  {
    ...METADATA,
    route: '/.well-known/oauth-authorization-server/oauth2',
    path: '/.well-known/oauth-authorization-server/oauth2',
    id: 'getAuthorizationServer',
    title: { id: 'Metadata server otorisasi (RFC 8414)', en: 'Metadata of the authorization server (RFC 8414)' },
  },
  {
    ...METADATA,
    route: '/oauth2/*',
    path: '/oauth2/.well-known/openid-configuration',
    id: 'getOpenIdConfiguration',
    title: {
      id: 'Metadata yang sama di alamat OpenID Connect',
      en: 'The same metadata at the address of OpenID Connect',
    },
  },
  ...(['r1', 'api'] as const).map((resource): Operation => ({
    method: 'GET',
    route: `/.well-known/oauth-protected-resource/${resource}`,
    path: `/.well-known/oauth-protected-resource/${resource}`,
    id: resource === 'r1' ? 'getExchangeResource' : 'getApiResource',
    chapter: 'identity',
    needs: 'nothing',
    title:
      resource === 'r1'
        ? { id: 'Metadata sumber daya /r1 (RFC 9728)', en: 'Metadata of the resource /r1 (RFC 9728)' }
        : { id: 'Metadata sumber daya API (RFC 9728)', en: 'Metadata of the resource of the APIs (RFC 9728)' },
    answers: [
      {
        status: 200,
        text: { id: 'Sumber daya dan server otorisasinya', en: 'The resource and its authorization server' },
        content: [{ type: 'application/json', schema: 'ProtectedResource' }],
      },
    ],
    errors: [],
  })),
];
