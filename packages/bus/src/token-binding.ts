import { AUTH, SimpulError } from '@simpul/errors';

/** What a token is bound to: the thumbprint of a key (RFC 9449), or the SHA-256 of a certificate in hex (RFC 8705). */
export type TokenBinding = { readonly jkt: string } | { readonly certificate: string };

/** What the caller showed to hold: a proof that was checked, or a certificate's key. */
export type Possession = { readonly proof: { readonly jkt: string } } | { readonly certificate: string };

/** 32 bytes in base64url; the last character holds four bits of them. */
const SHA256 = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** The binding that a token's claim `cnf` states; undefined for none, for several, and for one of another kind. */
export function readBinding(cnf: unknown): TokenBinding | undefined {
  if (typeof cnf !== 'object' || cnf === null || Object.keys(cnf).length !== 1) return undefined;
  if ('jkt' in cnf && typeof cnf.jkt === 'string') return { jkt: cnf.jkt };
  const thumbprint = 'x5t#S256' in cnf ? cnf['x5t#S256'] : undefined;
  if (typeof thumbprint !== 'string' || !SHA256.test(thumbprint)) return undefined;
  return { certificate: Buffer.from(thumbprint, 'base64url').toString('hex') };
}

/**
 * A token is good for nobody but who holds what it is bound to.
 * @throws SimpulError `SIMPUL_AUTH_PROOF_INVALID`, `SIMPUL_AUTH_TOKEN_INVALID`
 */
export function checkBinding(boundTo: TokenBinding, shown: Possession): void {
  if ('proof' in shown) {
    if ('jkt' in boundTo && boundTo.jkt === shown.proof.jkt) return;
    throw new SimpulError(AUTH.PROOF_INVALID, {
      params: { reason: 'it was made with another key than the token is bound to' },
    });
  }
  if ('certificate' in boundTo && boundTo.certificate === shown.certificate) return;
  const reason =
    'jkt' in boundTo
      ? 'it is bound to a key, so it must come as DPoP with a proof'
      : 'it is bound to another certificate than it came over';
  throw new SimpulError(AUTH.TOKEN_INVALID, { params: { reason } });
}
