const P = 2n ** 255n - 19n;
const SIGN_BIT = 1n << 255n;
const ORDER_8 = '7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7';
/** y-coordinates of the eight points of small order. */
const SMALL_ORDER = new Set([0n, 1n, P - 1n, BigInt(`0x${ORDER_8}`), P - BigInt(`0x${ORDER_8}`)]);

/**
 * Whether 32 bytes may stand for an Ed25519 public key: encoded in the only way that RFC 8032 section 5.1.3 knows, and not of small
 * order, for which signatures can be made that hold for many messages.
 */
export function isSoundPoint(bytes: Uint8Array): boolean {
  const y = BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`) & (SIGN_BIT - 1n);
  return y < P && !SMALL_ORDER.has(y);
}
