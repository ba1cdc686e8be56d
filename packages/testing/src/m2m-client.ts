import { type CryptoKey, generateKeyPair, exportJWK, importJWK, type JWK, SignJWT } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'undici';

/** A client of profile SIMPUL-M2M-1, written from the profile and not from the `simpul` command, so that each tests the bus. */
export interface M2mClient {
  /** Gets a token for a resource; `form` adds parameters such as `purpose`. */
  token(resource: string, form?: Readonly<Record<string, string>>): Promise<string>;
  /** Headers that prove possession of the token's key for one call. `url` may hold a query. */
  proofHeaders(token: string, method: string, url: string): Promise<Record<string, string>>;
}

export interface M2mClientOptions {
  readonly url: string;
  readonly clientId: string;
  /** File with the private JWK. */
  readonly keyFile: string;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export async function createM2mClient({ url, clientId, keyFile }: M2mClientOptions): Promise<M2mClient> {
  const jwk = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK & { alg: string; kid: string };
  const key = await importJWK(jwk, jwk.alg);
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  let nonce: string | undefined;

  const assertion = (): Promise<string> =>
    new SignJWT()
      .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(`${url}/oauth2`)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('50s')
      .sign(key);

  async function tryToken(resource: string, form: Readonly<Record<string, string>>) {
    const endpoint = `${url}/oauth2/token`;
    const proof = await dpopProof({ key: privateKey, jwk: publicJwk, method: 'POST', url: endpoint, nonce });
    const parameters = {
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await assertion(),
      resource,
      ...form,
    };
    const response = await request(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', dpop: proof },
      body: new URLSearchParams(parameters).toString(),
    });
    const body = (await response.body.json()) as { access_token?: string; error?: string };
    const fresh = response.headers['dpop-nonce'];
    if (typeof fresh === 'string') nonce = fresh;
    return body;
  }

  return {
    async token(resource, form = {}) {
      let body = await tryToken(resource, form);
      if (body.error === 'use_dpop_nonce') body = await tryToken(resource, form);
      if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`);
      return body.access_token;
    },
    async proofHeaders(token, method, target) {
      const ath = createHash('sha256').update(token).digest('base64url');
      const proof = await dpopProof({
        key: privateKey,
        jwk: publicJwk,
        method,
        url: target.split('?', 1)[0] ?? '',
        ath,
      });
      return { authorization: `DPoP ${token}`, dpop: proof };
    },
  };
}

interface ProofParts {
  readonly key: CryptoKey;
  readonly jwk: JWK;
  readonly method: string;
  readonly url: string;
  readonly nonce?: string | undefined;
  readonly ath?: string;
}

function dpopProof({ key, jwk, method, url, nonce, ath }: ProofParts): Promise<string> {
  const claims = {
    htm: method,
    htu: url,
    jti: randomUUID(),
    ...(nonce === undefined ? {} : { nonce }),
    ...(ath === undefined ? {} : { ath }),
  };
  return new SignJWT(claims).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk }).setIssuedAt().sign(key);
}
