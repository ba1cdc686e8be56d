import { randomUUID } from 'node:crypto';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { SignJWT } from 'jose/jwt/sign';
import type { Client } from '../credentials/client-key.ts';
import { ASSERTION_LIFE_S } from '../defaults.ts';

/** What of a JWT is not the same for all. */
export interface ClientJwt {
  /** The bus's authorization server, whom it is for. */
  readonly issuer: string;
  readonly header: JWTHeaderParameters;
  readonly claims?: JWTPayload;
}

/** A JWT that a client signs about itself (RFC 7523 section 3), for one use within a minute. */
export function signAsClient({ id, key }: Client, { issuer, header, claims = {} }: ClientJwt): Promise<string> {
  return new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader(header)
    .setIssuer(id)
    .setSubject(id)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime(`${ASSERTION_LIFE_S}s`)
    .sign(key);
}
