import type { IncomingMessage } from 'node:http';

/** Why the bus itself, and not a provider behind it, refused who asks. */
export type OwnRefusal = { readonly kind: 'nonce'; readonly nonce: string } | { readonly kind: 'token' | 'proof' };

/**
 * Reads a 401 of the bus's own; undefined for every other answer. A provider's 401 never counts: the exchange was made, and must
 * not be made again. The bus's own has X-Road's error header and no hash of a request that was sent on.
 */
export function ownRefusalOf({ statusCode, headers }: IncomingMessage): OwnRefusal | undefined {
  if (statusCode !== 401 || headers['x-road-error'] === undefined || headers['x-road-request-hash'] !== undefined)
    return undefined;
  const challenge = headers['www-authenticate'] ?? '';
  const nonce = headers['dpop-nonce'];
  if (/error="use_dpop_nonce"/.test(challenge) && typeof nonce === 'string') return { kind: 'nonce', nonce };
  if (/error="invalid_token"/.test(challenge)) return { kind: 'token' };
  return /error="invalid_dpop_proof"/.test(challenge) ? { kind: 'proof' } : undefined;
}
