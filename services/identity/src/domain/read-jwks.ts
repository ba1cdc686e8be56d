import type { JWK } from 'jose';

/** A public key as somebody published it. */
type Jwk = JWK & { readonly kty: string };

/** Keys of one set, as many as a subsystem may register. */
const MAX_KEYS = 16;
/** Members of a JWK that only its owner may have (RFC 7518 section 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/**
 * Reads a JWK set (RFC 7517 section 5) that a client publishes. Keys that cannot check an assertion of the profile are left
 * out; a set that shows a private key, or gives one `kid` to two keys, is not believed at all.
 * @throws Error that says what is wrong with it
 */
export function readJwks(text: string): readonly Jwk[] {
  const keys = keysOf(parse(text));
  if (keys.length > MAX_KEYS) throw new Error(`it holds more than ${MAX_KEYS} keys`);
  if (!keys.every(isJwk)) throw new Error('a member of its keys is not a key');
  if (keys.some((key) => key.kty === 'oct' || PRIVATE_MEMBERS.some((member) => member in key)))
    throw new Error('it holds a private or a secret key');
  const kids = keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  if (new Set(kids).size < kids.length) throw new Error('two of its keys have the same kid');
  const usable = keys.filter(isUsable);
  if (usable.length === 0) throw new Error('none of its keys is one of the profile');
  return usable;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes what came.
    throw new Error('it is not JSON');
  }
}

function keysOf(value: unknown): readonly unknown[] {
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(keys)) throw new Error('it is not a set of keys');
  return keys;
}

function isJwk(value: unknown): value is Jwk {
  if (typeof value !== 'object' || value === null || !('kty' in value) || typeof value.kty !== 'string') return false;
  return ['kid', 'alg', 'use'].every((name) => {
    const member: unknown = Object.entries(value).find(([own]) => own === name)?.[1];
    return member === undefined || typeof member === 'string';
  });
}

function isUsable({ kty, crv, use }: Jwk): boolean {
  if (use !== undefined && use !== 'sig') return false;
  return kty === 'RSA' || (kty === 'EC' && crv === 'P-256') || (kty === 'OKP' && crv === 'Ed25519');
}
