import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { CertificateRefused } from './oauth-errors.ts';
import { certificateOf } from './play-request.ts';

/**
 * A client shows to hold a key of its own: by a proof, or by the certificate over which the request came (RFC 8705 section 3).
 * The library finds a missing proof out after it has written that the assertion was used.
 * @param registered - fingerprints of the client's certificates; where there are none, any will do: it only binds
 */
export function requirePossession(ctx: KoaContextWithOIDC, registered: readonly string[]): void {
  if (ctx.get('dpop') !== '') return;
  const certificate = certificateOf(ctx.req);
  if (certificate === undefined) throw new errors.InvalidDpopProof('a DPoP proof is required');
  if (registered.length > 0 && !registered.includes(certificate))
    throw new CertificateRefused('the client certificate is not one of those that are registered for this client');
}

/**
 * Binds a token to the certificate where no proof came. The library's own binding is fixed for each client, and wants the
 * certificate itself, where the gateway passes its fingerprint on.
 */
export const CERTIFICATE_BINDING = {
  customizers: {
    jwt(ctx, { jkt }, { payload }) {
      if (jkt !== undefined) return;
      const certificate = certificateOf(ctx.req);
      if (certificate === undefined) throw new Error('a token would have been bound to nothing');
      payload.cnf = { 'x5t#S256': Buffer.from(certificate, 'hex').toString('base64url') };
    },
  },
} satisfies Configuration['formats'];
