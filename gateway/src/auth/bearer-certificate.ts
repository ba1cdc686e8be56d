import { AUTH, SimpulError } from '@simpul/errors';
import type { IncomingMessage } from 'node:http';
import { checkCertificate } from '../tls/client-certificate.ts';
import type { Peers } from '../tls/peers.ts';

/**
 * The fingerprint of the certificate over which a token came as Bearer (RFC 8705 section 3). Without one, no token is good.
 * @throws SimpulError `SIMPUL_AUTH_TOKEN_INVALID`, `SIMPUL_AUTH_CERTIFICATE_INVALID`
 */
export function bearerCertificate(peers: Pick<Peers, 'certificateOf'>, request: IncomingMessage): string {
  const certificate = peers.certificateOf(request);
  if (certificate === undefined)
    throw new SimpulError(AUTH.TOKEN_INVALID, {
      params: { reason: 'as Bearer it must come over the client certificate that it is bound to' },
    });
  checkCertificate(certificate, Date.now());
  return certificate.fingerprint;
}
