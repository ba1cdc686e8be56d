import { constants, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { readBase64url } from './compact-jws.ts';
import { toDer } from './ecdsa-signature.ts';

/** Algorithms of the profile SIMPUL-M2M-1. */
export const PROOF_ALGORITHMS = ['ES256', 'PS256', 'EdDSA'] as const;
export type ProofAlgorithm = (typeof PROOF_ALGORITHMS)[number];

/** The public key of a proof. */
export interface ProofKey {
  /** Its thumbprint (RFC 7638). */
  readonly jkt: string;
  /** Whether a signature is right. This costs some 70 µs, in which nothing else goes on. */
  verify(signed: Buffer, signature: Buffer): boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** Headers of proofs whose key is remembered. */
export const CACHED_KEYS = 10_000;
/** Members of a JWK that belong to a private or secret key. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const COORDINATE_BYTES = 32;
const ED25519_BYTES = 32;
const ECDSA_SIGNATURE_BYTES = 64;
const ED25519_SIGNATURE_BYTES = 64;
/** Bits of an RSA modulus: at least as FAPI 2.0 says (5.4.1), at most as a proof can hold in bounded time. */
const RSA_BITS = { least: 2048, most: 4096 } as const;
/** 65537: any other exponent is a weakness, or costs the verifier. */
const RSA_EXPONENT = 'AQAB';
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** Whether a JWK holds more than a public key. */
export function isPrivate(jwk: Members): boolean {
  return PRIVATE_MEMBERS.some((member) => member in jwk);
}

/** Reads the `jwk` of a proof's header for its `alg`; undefined for a key of another kind, or one that must not be relied on. */
export function readProofKey(jwk: Members, alg: ProofAlgorithm): ProofKey | undefined {
  if (!isMeantForProofs(jwk, alg)) return undefined;
  if (alg === 'ES256') return readEcKey(jwk);
  return alg === 'PS256' ? readRsaKey(jwk) : readEd25519Key(jwk);
}

function isMeantForProofs({ alg, use, key_ops: operations }: Members, wanted: ProofAlgorithm): boolean {
  return (
    (alg === undefined || alg === wanted) &&
    (use === undefined || use === 'sig') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
  );
}

function readEcKey({ kty, crv, x, y }: Members): ProofKey | undefined {
  if (kty !== 'EC' || crv !== 'P-256' || !isOfBytes(x, COORDINATE_BYTES) || !isOfBytes(y, COORDINATE_BYTES))
    return undefined;
  return keyOf(
    { crv, kty, x, y },
    (key, signed, signature) =>
      signature.length === ECDSA_SIGNATURE_BYTES && verify('sha256', signed, key, toDer(signature)),
  );
}

function readRsaKey({ kty, n, e }: Members): ProofKey | undefined {
  if (kty !== 'RSA' || typeof n !== 'string' || e !== RSA_EXPONENT) return undefined;
  const modulus = readBase64url(n);
  if (modulus === undefined || modulus[0] === 0) return undefined;
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < RSA_BITS.least || bits > RSA_BITS.most) return undefined;
  return keyOf({ e, kty, n }, (key, signed, signature) => verify('sha256', signed, { key, ...PSS }, signature));
}

function readEd25519Key({ kty, crv, x }: Members): ProofKey | undefined {
  if (kty !== 'OKP' || crv !== 'Ed25519' || !isOfBytes(x, ED25519_BYTES)) return undefined;
  return keyOf(
    { crv, kty, x },
    (key, signed, signature) => signature.length === ED25519_SIGNATURE_BYTES && verify(null, signed, key, signature),
  );
}

/** @param members - those that RFC 7638 hashes, in the order of their names; OpenSSL refuses what is no point of its curve */
function keyOf(
  members: Readonly<Record<string, string>>,
  verifyWith: (key: KeyObject, signed: Buffer, signature: Buffer) => boolean,
): ProofKey | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: members, format: 'jwk' });
  } catch {
    // What OpenSSL says of a key that the caller made up helps nobody.
    return undefined;
  }
  return {
    jkt: hash('sha256', JSON.stringify(members), 'base64url'),
    verify: (signed, signature) => verifyWith(key, signed, signature),
  };
}

function isOfBytes(value: unknown, length: number): value is string {
  return typeof value === 'string' && readBase64url(value)?.length === length;
}
