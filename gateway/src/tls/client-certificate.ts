import { AUTH, SimpulError } from '@simpul/errors';
import type { X509Certificate } from 'node:crypto';

/** A certificate whose private key the caller has shown to hold: to this door, or to a trusted proxy in front of it. */
export interface ClientCertificate {
  /** SHA-256 of its DER, 64 lower-case hex digits, as the region file's `certificates` are registered. */
  readonly fingerprint: string;
  /** First and last moment at which it is valid, ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Why the client CA does not stand for it; undefined where it does, or where none was given. */
  readonly chainFault: string | undefined;
}

/** What the bus keeps of a certificate. */
export function describeCertificate(certificate: X509Certificate, chainFault?: string): ClientCertificate {
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
    chainFault,
  };
}

/** A connection may outlive its certificate, so the time is looked at with each call. @throws SimpulError `SIMPUL_AUTH_CERTIFICATE_INVALID`. */
export function checkCertificate({ notBefore, notAfter, chainFault }: ClientCertificate, now: number): void {
  if (now > notAfter) throw invalidCertificate('it has expired');
  if (now < notBefore) throw invalidCertificate('it is not valid yet');
  if (chainFault !== undefined)
    throw invalidCertificate(`the authorities that this bus accepts do not stand for it (${chainFault})`);
}

/** A certificate that cannot show who calls, and why. */
export function invalidCertificate(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(AUTH.CERTIFICATE_INVALID, { params: { reason }, cause });
}
