import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, createLocalJWKSet, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import type { FakeAnswer, FakeRequest } from './fake-server.ts';

const MAX_ASSERTION_LIFE_S = 60;

/** A token endpoint that checks what SIMPUL-M2M-1 demands of a client, and demands a nonce. */
export interface FakeIssuer {
  readonly publicUrl: string;
  /** Public keys by client id. */
  readonly clients: Map<string, JWK>;
  /** Thumbprint of the proof key by token. */
  readonly tokens: Map<string, { readonly jkt: string; readonly client: string; readonly form: URLSearchParams }>;
  answer(request: FakeRequest): Promise<FakeAnswer>;
}

export function createFakeIssuer(publicUrl: string): FakeIssuer {
  const clients = new Map<string, JWK>();
  const tokens: FakeIssuer['tokens'] = new Map();
  const used = new Set<string>();
  const nonce = randomUUID();
  const once = (jti: unknown): void => {
    if (typeof jti !== 'string' || used.has(jti)) throw new Error('jti missing or used before');
    used.add(jti);
  };

  async function answer({ headers, body }: FakeRequest): Promise<FakeAnswer> {
    const form = new URLSearchParams(body.toString());
    const refuse = (error: string, description: string): FakeAnswer => ({
      status: error === 'invalid_client' ? 401 : 400,
      headers: { 'dpop-nonce': nonce },
      body: JSON.stringify({ error, error_description: description }),
    });
    try {
      if (form.get('grant_type') !== 'client_credentials') return refuse('invalid_request', 'grant_type');
      const assertion = form.get('client_assertion') ?? '';
      const keys = createLocalJWKSet({ keys: [...clients.values()] });
      const { payload } = await jwtVerify(assertion, keys, { audience: `${publicUrl}/oauth2` });
      const { iss = '', sub, exp = Infinity, iat = 0 } = payload;
      const registered = clients.get(iss);
      if (registered === undefined || iss !== sub) return refuse('invalid_client', 'unknown client');
      if (exp - iat > MAX_ASSERTION_LIFE_S) return refuse('invalid_client', 'assertion lives too long');
      once(payload.jti);
      const proof = await jwtVerify(String(headers['dpop']), EmbeddedJWK, { typ: 'dpop+jwt' });
      const { htm, htu, nonce: shown, jti } = proof.payload;
      if (htm !== 'POST' || htu !== `${publicUrl}/oauth2/token`) return refuse('invalid_dpop_proof', 'htm or htu');
      once(jti);
      if (shown !== nonce) return refuse('use_dpop_nonce', 'nonce required');
      if (!form.has('resource')) return refuse('invalid_target', 'resource missing');
      const token = randomUUID();
      const jkt = await calculateJwkThumbprint(proof.protectedHeader.jwk ?? {});
      tokens.set(token, { jkt, client: iss, form });
      return { status: 200, body: JSON.stringify({ access_token: token, token_type: 'DPoP', expires_in: 300 }) };
    } catch (error) {
      return refuse('invalid_client', error instanceof Error ? error.message : 'unreadable');
    }
  }

  return { publicUrl, clients, tokens, answer };
}
