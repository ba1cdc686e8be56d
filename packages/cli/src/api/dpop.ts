import { createHash, randomUUID } from 'node:crypto';
import type { CryptoKey, JWK } from 'jose';
import { importJWK } from 'jose/key/import';
import { SignJWT } from 'jose/jwt/sign';
import { exportJWK } from 'jose/key/export';
import { generateKeyPair } from 'jose/key/generate/keypair';

/** A key made for one token; every proof is signed with it (RFC 9449). */
export interface ProofKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface Proof {
  readonly method: string;
  /** Address as the bus knows itself; its query is left out (htu). */
  readonly url: string;
  /** The token that goes along, hashed into `ath`. */
  readonly token?: string;
  /** What the server demanded with `DPoP-Nonce`. */
  readonly nonce?: string;
}

/** Makes a fresh ES256 key. */
export async function createProofKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { privateKey, publicJwk: await exportJWK(publicKey) };
}

/** The key with its private part, for a client that goes on alone. */
export async function exportProofKey(key: ProofKey): Promise<JWK> {
  return { ...(await exportJWK(key.privateKey)), alg: 'ES256' };
}

/** A key that was exported before. */
export async function importProofKey(jwk: JWK): Promise<ProofKey> {
  const { d: _, ...rest } = jwk;
  const { alg: __, ...publicJwk } = rest;
  return { privateKey: (await importJWK(jwk, 'ES256', { extractable: true })) as CryptoKey, publicJwk };
}

/** One DPoP proof (RFC 9449, section 4.2); good for one request. */
export async function proveWith(key: ProofKey, { method, url, token, nonce }: Proof): Promise<string> {
  const claims = {
    htm: method,
    htu: url.replace(/[?#].*$/s, ''),
    jti: randomUUID(),
    ...(token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk })
    .setIssuedAt()
    .sign(key.privateKey);
}
