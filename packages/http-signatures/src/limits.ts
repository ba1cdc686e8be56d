/** Most characters of a `Signature`, `Signature-Input` or `Content-Digest` field, its lines joined. */
export const SIGNATURE_FIELD_MAX = 8192;
/** Most seconds that `created` may lie ahead of the verifier's clock. */
export const CREATED_AHEAD_MAX_S = 60;
/** Most seconds from `created` to `expires`. */
export const LIFETIME_MAX_S = 300;
/** Most characters of a `nonce`. */
export const NONCE_MAX = 128;
/** Bodies of more bytes are hashed outside the event loop: it would stand still for over half a millisecond. */
export const HASH_INLINE_MAX = 512 * 1024;
/** Bits of an RSA modulus, at least and at most. */
export const RSA_BITS = { min: 2048, max: 4096 } as const;
/** Most bytes of the head of a message file. */
export const RAW_HEAD_MAX = 64 * 1024;
