import { PROVIDER, SimpulError } from '@simpul/errors';
import { errors } from 'undici';
import { ProviderFailure } from '../provider-failure.ts';

/** How far a dispatch had come when it failed. */
export interface Progress {
  /** The request was given to a connection. */
  readonly sent: boolean;
  /** That connection had carried requests before. */
  readonly reused: boolean;
  /** Something of the answer has arrived. */
  readonly answering: boolean;
}

/** OpenSSL's and Node's codes for a certificate that does not hold (`X509_V_ERR_*`, `ERR_TLS_*`). */
const CERTIFICATE =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|INVALID_|HOSTNAME_MISMATCH$|ERROR_IN_)/;
/** The provider refuses our certificate; under TLS 1.3 this arrives after the handshake (RFC 8446 section 6.2). */
const CERTIFICATE_ALERT = /^ERR_SSL_.*ALERT_.*(?:CERTIFICATE|UNKNOWN_CA)/;

/** Says what a failure of the connection means for the exchange. Misuse of the HTTP client is passed on as it is. */
export function toProviderError(error: Error, progress: Progress): Error {
  if (error instanceof SimpulError) return error;
  if (error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!progress.sent) {
    if (CERTIFICATE.test(code)) return new ProviderFailure(PROVIDER.TLS_FAILED, { cause: error });
    return new ProviderFailure(PROVIDER.UNREACHABLE, { cause: error, repeatable: true });
  }
  if (!progress.reused && !progress.answering && CERTIFICATE_ALERT.test(code)) {
    return new ProviderFailure(PROVIDER.TLS_FAILED, { cause: error });
  }
  return new ProviderFailure(PROVIDER.BROKE_OFF, { cause: error, repeatable: progress.reused && !progress.answering });
}
