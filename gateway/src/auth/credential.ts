import type { Credential } from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import type { IncomingMessage } from 'node:http';
import type { ReadHeaders } from '../road/read-headers.ts';
import type { CertificateWatch } from '../tls/certificate-watch.ts';
import { checkCertificate } from '../tls/client-certificate.ts';
import type { Peers } from '../tls/peers.ts';
import { bearerToken, dpopToken } from './authorization-header.ts';
import { bearerCertificate } from './bearer-certificate.ts';
import type { CheckProof } from '../proof/dpop-proof.ts';
import type { AddressedSubsystems } from './addressed-subsystems.ts';
import type { MtlsSubsystems } from './mtls-subsystems.ts';
import type { TokenSubsystems } from './token-subsystems.ts';

export interface CredentialDeps {
  readonly checkProof: CheckProof;
  readonly peers: Peers;
  readonly mtls: MtlsSubsystems;
  readonly keyed: TokenSubsystems;
  readonly addressed: Pick<AddressedSubsystems, 'has'>;
  readonly watch: Pick<CertificateWatch, 'see'>;
  readonly publicUrl: string;
}

/** Finds out how the caller of `/r1` shows who it is. */
export type ReadCredential = (request: IncomingMessage, read: ReadHeaders) => Credential | Promise<Credential>;

/**
 * Step 2's proof of possession: a token with a DPoP proof or over the certificate that it is bound to, the certificate alone,
 * or, of who can do no better, the key or the address of a legacy link, or nothing. `Authorization: DPoP` means the bus unless a certificate came and `X-Road-Client` is a subsystem on an `mtls`
 * link; `Authorization: Bearer` means the bus where that is on a `token` link. Otherwise it is the provider's.
 */
export function createCredentialReader({
  checkProof,
  peers,
  mtls,
  keyed,
  addressed,
  watch,
  publicUrl,
}: CredentialDeps): ReadCredential {
  async function bearing(request: IncomingMessage, token: string | undefined, dpop: string | undefined) {
    if (token === undefined) throw new SimpulError(AUTH.TOKEN_MISSING);
    if (dpop === undefined) throw new SimpulError(AUTH.PROOF_INVALID, { params: { reason: 'it is missing' } });
    const path = request.url?.split('?', 1)[0] ?? '';
    const proof = await checkProof(dpop, { method: request.method ?? '', url: publicUrl + path, token });
    return { link: 'token', token, proof } as const;
  }

  /** @throws SimpulError `SIMPUL_AUTH_*`. */
  return (request, { authorization, dpop, key, road }) => {
    const token = dpopToken(authorization);
    const bare = token === undefined && dpop === undefined;
    const bearer = bare && keyed.has(road.client ?? '') ? bearerToken(authorization) : undefined;
    if (bearer !== undefined) return { link: 'token', token: bearer, certificate: bearerCertificate(peers, request) };
    if (!bare && !mtls.has(road.client ?? '')) return bearing(request, token, dpop);
    const certificate = peers.certificateOf(request);
    if (certificate !== undefined) {
      checkCertificate(certificate, Date.now());
      watch.see(certificate);
      return { link: 'mtls', certificate: certificate.fingerprint };
    }
    if (!bare) return bearing(request, token, dpop);
    if (key !== undefined) return { link: 'api-key', key };
    if (!addressed.has(road.client ?? '')) return { link: 'open', loopback: peers.isLocal(request) };
    return { link: 'ip', address: peers.addressOf(request) ?? '' };
  };
}
