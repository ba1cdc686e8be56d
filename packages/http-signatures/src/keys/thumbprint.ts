import { hash } from 'node:crypto';
import { type Jwk, readJwk } from './read-jwk.ts';

/**
 * The SHA-256 thumbprint of a public or private JWK (RFC 7638), which is the `keyid` of its signatures.
 *
 * @throws SignatureError `key-unusable`
 */
export function jwkThumbprint(jwk: Jwk): string {
  return thumbprintOf(readJwk(jwk).members);
}

/** @param members those that RFC 7638 hashes, in its order */
export function thumbprintOf(members: Readonly<Record<string, string>>): string {
  return hash('sha256', JSON.stringify(members), 'base64url');
}
