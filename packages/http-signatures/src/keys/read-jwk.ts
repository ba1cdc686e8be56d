import { RSA_BITS } from '../limits.ts';
import { SignatureError } from '../signature-error.ts';
import type { Algorithm } from './algorithms.ts';
import { isSoundPoint } from './ed25519-point.ts';

/** A key as JSON (RFC 7517): Ed25519, P-256, or RSA with `alg` PS512. */
export type Jwk = Readonly<Record<string, unknown>>;

/** What a JWK says of the public key. */
export interface PublicJwk {
  readonly algorithm: Algorithm;
  /** The members that RFC 7638 section 3.2 hashes, in its order; no others. */
  readonly members: Readonly<Record<string, string>>;
}

const COORDINATE_BYTES = 32;
/** 65537: a large exponent would let the owner of a key make each verification slow. */
const EXPONENT = 'AQAB';

/**
 * Reads the public half of a JWK, strictly: a second spelling of a key would have a second thumbprint.
 *
 * @throws SignatureError `key-unusable`, naming the member
 */
export function readJwk(jwk: Jwk): PublicJwk {
  switch (jwk['kty']) {
    case 'OKP':
      return readEd25519(jwk);
    case 'EC':
      return readP256(jwk);
    case 'RSA':
      return readRsa(jwk);
    default:
      throw unusable('kty');
  }
}

/**
 * Holds a key to what its owner made it for.
 *
 * @throws SignatureError `key-unusable`
 */
export function assertUse(jwk: Jwk, operation: 'sign' | 'verify'): void {
  const { use, key_ops: operations } = jwk;
  if (use !== undefined && use !== 'sig') throw unusable('use');
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes(operation)))
    throw unusable('key_ops');
}

function readEd25519(jwk: Jwk): PublicJwk {
  if (jwk['crv'] !== 'Ed25519') throw unusable('crv');
  assertAlg(jwk, [undefined, 'EdDSA', 'Ed25519']);
  const { text, bytes } = readBytes(jwk, 'x');
  if (bytes.length !== COORDINATE_BYTES || !isSoundPoint(bytes)) throw unusable('x');
  return { algorithm: 'ed25519', members: { crv: 'Ed25519', kty: 'OKP', x: text } };
}

function readP256(jwk: Jwk): PublicJwk {
  if (jwk['crv'] !== 'P-256') throw unusable('crv');
  assertAlg(jwk, [undefined, 'ES256']);
  const [x, y] = [readBytes(jwk, 'x'), readBytes(jwk, 'y')];
  if (x.bytes.length !== COORDINATE_BYTES) throw unusable('x');
  if (y.bytes.length !== COORDINATE_BYTES) throw unusable('y');
  return { algorithm: 'ecdsa-p256-sha256', members: { crv: 'P-256', kty: 'EC', x: x.text, y: y.text } };
}

function readRsa(jwk: Jwk): PublicJwk {
  assertAlg(jwk, ['PS512']);
  const { text, bytes } = readBytes(jwk, 'n');
  const [first = 0] = bytes;
  const bits = bytes.length * 8 - (Math.clz32(first) - 24);
  if (first === 0 || bits < RSA_BITS.min || bits > RSA_BITS.max) throw unusable('n');
  if (jwk['e'] !== EXPONENT) throw unusable('e');
  return { algorithm: 'rsa-pss-sha512', members: { e: EXPONENT, kty: 'RSA', n: text } };
}

function assertAlg(jwk: Jwk, allowed: readonly (string | undefined)[]): void {
  if (!allowed.some((alg) => alg === jwk['alg'])) throw unusable('alg');
}

function readBytes(jwk: Jwk, member: string): { text: string; bytes: Buffer } {
  const text = jwk[member];
  if (typeof text !== 'string') throw unusable(member);
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw unusable(member);
  return { text, bytes };
}

function unusable(member: string): SignatureError {
  return new SignatureError('key-unusable', member);
}
