import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { type FakeAnswer, type FakeRequest, type FakeServer, startFakeServer } from '../support/fake-server.ts';

const NONCE = 'nonce-1';
const PATHS = { device: '/oauth2/device', token: '/oauth2/token', revoke: '/oauth2/revoke' } as const;
const API_PATH = '/audit/v1/records';

/** A bus as far as a person's login is concerned: each refresh token is good for one use, and bound to its key. */
export interface PersonServer extends FakeServer {
  /** What is answered to a device, in order; then tokens. */
  readonly pending: string[];
  /** Forms that came to the token endpoint, without those that lacked the nonce. */
  readonly forms: URLSearchParams[];
  /** Tokens that came with good proofs to the API. */
  readonly calls: string[];
  readonly revoked: string[];
  endSession(): void;
}

export async function startPersonServer(): Promise<PersonServer> {
  const pending: string[] = [];
  const forms: URLSearchParams[] = [];
  const calls: string[] = [];
  const revoked: string[] = [];
  let refreshToken = '';
  let boundTo: string | undefined;

  const refuse = (error: string): FakeAnswer => ({
    status: 400,
    headers: { 'dpop-nonce': NONCE },
    body: JSON.stringify({ error, error_description: `because of ${error}` }),
  });

  async function proofOf({ headers }: FakeRequest) {
    const { payload, protectedHeader } = await jwtVerify(String(headers['dpop']), EmbeddedJWK, { typ: 'dpop+jwt' });
    return { claims: payload, jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
  }

  async function token(request: FakeRequest): Promise<FakeAnswer> {
    const { claims, jkt } = await proofOf(request);
    if (claims['nonce'] !== NONCE) return refuse('use_dpop_nonce');
    const form = new URLSearchParams(request.body.toString());
    forms.push(form);
    if (form.get('grant_type') === 'refresh_token') {
      if (form.get('refresh_token') !== refreshToken || jkt !== boundTo) return refuse('invalid_grant');
    } else {
      const error = pending.shift();
      if (error !== undefined) return refuse(error);
    }
    boundTo = jkt;
    refreshToken = randomUUID();
    const answer = { access_token: randomUUID(), token_type: 'DPoP', expires_in: 300, refresh_token: refreshToken };
    return { status: 200, body: JSON.stringify(answer) };
  }

  async function api(request: FakeRequest): Promise<FakeAnswer> {
    const value = String(request.headers.authorization).replace('DPoP ', '');
    const { claims, jkt } = await proofOf(request);
    const ath = createHash('sha256').update(value).digest('base64url');
    if (jkt !== boundTo || claims['ath'] !== ath) return { status: 401, body: '{}' };
    calls.push(value);
    return { status: 200, body: JSON.stringify({ records: [] }) };
  }

  const server = await startFakeServer(async (request) => {
    switch (request.target.replace(/\?.*$/, '')) {
      case PATHS.device: {
        const answer = {
          device_code: 'device-code',
          user_code: 'BCDF-GHJK',
          verification_uri: 'https://bus.example/people/device',
          verification_uri_complete: 'https://bus.example/people/device?user_code=BCDF-GHJK',
          expires_in: 600,
          interval: 7,
        };
        return { status: 200, body: JSON.stringify(answer) };
      }
      case PATHS.token:
        return token(request);
      case PATHS.revoke:
        revoked.push(String(new URLSearchParams(request.body.toString()).get('token')));
        return { status: 200, body: '' };
      case API_PATH:
        return api(request);
      case '/audit/v1/verification':
        return { status: 200, body: JSON.stringify({ logs: [{ origin: 'a/b', verifierKeys: ['a/b+1+k'] }] }) };
      default:
        return { status: 404, body: '{}' };
    }
  });
  return { ...server, pending, forms, calls, revoked, endSession: () => (refreshToken = 'ended') };
}
