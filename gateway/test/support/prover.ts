import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose';
import { createHash, randomUUID } from 'node:crypto';

/** What a test changes of a proof that would be good; a member that is undefined is left out. */
export interface ProofChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** The payload as it is, in place of claims. */
  readonly payload?: string;
}

/** A key that makes DPoP proofs (RFC 9449 4.2), written from the RFC. */
export interface Prover {
  readonly jwk: JWK;
  readonly privateJwk: JWK;
  readonly jkt: string;
  prove(request: { method: string; url: string; token: string }, changes?: ProofChanges): Promise<string>;
}

export async function createProver(alg = 'ES256'): Promise<Prover> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    jwk,
    privateJwk: await exportJWK(privateKey),
    jkt: await calculateJwkThumbprint(jwk),
    async prove({ method, url, token }, { claims = {}, header = {}, payload } = {}) {
      const good = {
        htm: method,
        htu: url,
        iat: Math.floor(Date.now() / 1000),
        ath: createHash('sha256').update(token).digest('base64url'),
        jti: randomUUID(),
      };
      const text = payload ?? JSON.stringify({ ...good, ...claims });
      return new CompactSign(Buffer.from(text))
        .setProtectedHeader({ typ: 'dpop+jwt', alg, jwk, ...header })
        .sign(privateKey);
    },
  };
}
