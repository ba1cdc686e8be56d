import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { createHash, randomUUID } from 'node:crypto';

/** A private key, and how it signs. */
export interface SigningKey {
  readonly jwk: JWK;
  readonly alg: string;
  readonly key: CryptoKey | Uint8Array;
}

/** What is changed of a JWT that would be good; a member that is undefined is left out. */
export interface Changes {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs in place of the right key. */
  readonly by?: SigningKey;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** A fresh key; its JWK is private. */
export async function makeKey(alg = 'ES256'): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { jwk, alg, key: await importJWK(jwk, alg) };
}

/** The members of a JWK that may be shown. */
export function publicOf({ jwk: { kty, crv, x, y, n, e } }: SigningKey): JWK {
  return {
    ...(kty && { kty }),
    ...(crv && { crv }),
    ...(x && { x }),
    ...(y && { y }),
    ...(n && { n }),
    ...(e && { e }),
  };
}

/** A client assertion (RFC 7523), written from the profile. */
export function assertionOf(client: string, issuer: string, key: SigningKey, changes: Changes = {}): Promise<string> {
  const { claims, header, by = key } = changes;
  const now = seconds();
  const good = { iss: client, sub: client, aud: issuer, jti: randomUUID(), iat: now, exp: now + 50 };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: by.alg, ...(key.jwk.kid && { kid: key.jwk.kid }), ...header })
    .sign(by.key);
}

export interface Proven {
  readonly method: string;
  /** Full address without a query. */
  readonly url: string;
  readonly token?: string;
  readonly nonce?: string | undefined;
}

/** A DPoP proof (RFC 9449 section 4.2), written from the RFC. */
export function proofOf(
  key: SigningKey,
  { method, url, token, nonce }: Proven,
  changes: Changes = {},
): Promise<string> {
  const { claims, header, by = key } = changes;
  const good = {
    htm: method,
    htu: url,
    jti: randomUUID(),
    iat: seconds(),
    ...(nonce !== undefined && { nonce }),
    ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
  };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: by.alg, jwk: publicOf(key), ...header })
    .sign(by.key);
}

/** A JWT that nobody signed. */
export function unsigned(jwt: string, header: Readonly<Record<string, unknown>>): string {
  const [, payload = ''] = jwt.split('.');
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.`;
}
