import { constants, type KeyObject, sign, verify } from 'node:crypto';

/** Algorithms by their names in RFC 9421 section 3.3. The key decides which one is used, never the message. */
export const ALGORITHMS = ['ed25519', 'ecdsa-p256-sha256', 'rsa-pss-sha512'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

interface Scheme {
  readonly hash: string | null;
  readonly options: { readonly dsaEncoding?: 'ieee-p1363'; readonly padding?: number; readonly saltLength?: number };
}

const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  ed25519: { hash: null, options: {} },
  'ecdsa-p256-sha256': { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  'rsa-pss-sha512': { hash: 'sha512', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } },
};

// The synchronous calls: one costs less than the hop to WebCrypto's threads adds (some 50 to 150 µs for either with Ed25519 and P-256).
export function signBytes(algorithm: Algorithm, key: KeyObject, data: Uint8Array): Uint8Array {
  const { hash, options } = SCHEMES[algorithm];
  return sign(hash, data, { key, ...options });
}

export function holds(algorithm: Algorithm, key: KeyObject, { data, signature }: SignedBytes): boolean {
  const { hash, options } = SCHEMES[algorithm];
  return verify(hash, data, { key, ...options }, signature);
}

/** Bytes and the signature on them. */
export interface SignedBytes {
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}
