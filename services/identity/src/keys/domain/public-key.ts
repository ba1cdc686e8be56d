import { createPublicKey, type KeyObject } from 'node:crypto';
import { KEY, SimpulError } from '@simpul/errors';
import { calculateJwkThumbprint, type JWK } from 'jose';

/** A public key of the profile SIMPUL-M2M-1, judged. */
export interface PublicKey {
  /** SHA-256 thumbprint (RFC 7638), computed here. */
  readonly kid: string;
  readonly alg: 'ES256' | 'PS256' | 'PS512' | 'EdDSA';
  /** What is kept of it: its own members, `alg`, `use` and `kid`. */
  readonly jwk: JWK & { readonly kty: string };
}

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const RSA_MIN_BITS = 2048;
const RSA_MAX_BITS = 8192;
const RSA_EXPONENT = 'AQAB';
/** Members that make up a key (RFC 7638, 3.2), by what it is; there are no others. */
const KINDS = [
  { algs: ['ES256'], fixed: { kty: 'EC', crv: 'P-256' }, members: ['x', 'y'] },
  // PS512 signs messages (RFC 9421), and no assertion: a key is for one of the two.
  { algs: ['PS256', 'PS512'], fixed: { kty: 'RSA', e: RSA_EXPONENT }, members: ['n'] },
  { algs: ['EdDSA'], fixed: { kty: 'OKP', crv: 'Ed25519' }, members: ['x'] },
] as const;

/**
 * Judges a JWK that somebody wants to register. A `kid` that came along is ignored: keys are named by their thumbprint.
 * @throws SimpulError `SIMPUL_KEY_INVALID`
 */
export async function readPublicKey(given: Readonly<Record<string, unknown>>): Promise<PublicKey> {
  if (PRIVATE_MEMBERS.some((name) => name in given)) {
    throw invalid('it is private; whoever has seen it can use it, so make a new one and send its public half');
  }
  const kind = KINDS.find(({ fixed }) => Object.entries(fixed).every(([name, value]) => given[name] === value));
  if (kind === undefined) {
    throw invalid('expected ES256 (EC P-256), PS256 or PS512 (RSA with e 65537) or EdDSA (OKP Ed25519)');
  }
  const { alg: named = kind.algs[0], use = 'sig' } = given;
  const alg = kind.algs.find((one) => one === named);
  if (alg === undefined) throw invalid(`its alg must be ${kind.algs.join(' or ')}`);
  if (use !== 'sig') throw invalid('its use must be sig');
  const own = Object.fromEntries(kind.members.map((name) => [name, given[name]]));
  const jwk = { ...kind.fixed, ...own } as JWK & { kty: string };
  const bits = importKey(jwk).asymmetricKeyDetails?.modulusLength;
  if (kind.fixed.kty === 'RSA' && (bits === undefined || bits < RSA_MIN_BITS || bits > RSA_MAX_BITS)) {
    throw invalid(`its modulus must have ${RSA_MIN_BITS} to ${RSA_MAX_BITS} bits`);
  }
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, alg, jwk: { ...jwk, alg, use: 'sig', kid } };
}

/** Its point lies on the curve, and its numbers are written in the one way that gives its thumbprint. */
function importKey(jwk: JWK): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw invalid('its numbers are no key');
  }
  const canonical = key.export({ format: 'jwk' }) as Record<string, unknown>;
  if (Object.entries(jwk).some(([name, value]) => canonical[name] !== value)) {
    throw invalid('its numbers are not written as RFC 7518 says');
  }
  return key;
}

function invalid(reason: string): SimpulError {
  return new SimpulError(KEY.INVALID, { params: { reason } });
}
