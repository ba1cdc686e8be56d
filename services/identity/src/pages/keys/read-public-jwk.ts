/** What of a JWK is secret (RFC 7518, 6.2.2, 6.3.2 and 6.4.1; RFC 8037, 2). */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Reads a JWK that somebody pasted, alone or as the one key of a set; what is a good key is judged where it is taken.
 * @returns the key, or which text says what is wrong
 */
export function readPublicJwk(pasted: string): Readonly<Record<string, unknown>> | 'jwkBad' | 'jwkPrivate' {
  let value: unknown;
  try {
    value = JSON.parse(pasted);
  } catch {
    return 'jwkBad';
  }
  const jwk = onlyKeyOf(value);
  if (!isObject(jwk) || typeof jwk['kty'] !== 'string') return 'jwkBad';
  return SECRET.some((member) => member in jwk) ? 'jwkPrivate' : jwk;
}

function onlyKeyOf(value: unknown): unknown {
  if (!isObject(value) || !Array.isArray(value['keys'])) return value;
  return value['keys'].length === 1 ? value['keys'][0] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
