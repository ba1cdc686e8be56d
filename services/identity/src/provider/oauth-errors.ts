import { isSimpulError } from '@simpul/errors';
import { errors } from 'oidc-provider';

/** 429: a limit is reached; the answer also carries Retry-After (RFC 6585). */
export class TooManyRequests extends errors.OIDCProviderError {
  override readonly error_description: string;

  constructor(description: string) {
    super(429, 'temporarily_unavailable');
    this.error_description = description;
  }
}

/** 503: the server cannot decide now. */
export class Unavailable extends errors.OIDCProviderError {
  override readonly error_description: string;

  constructor(options: { readonly cause?: unknown; readonly description?: string }) {
    super(503, 'temporarily_unavailable', { cause: options.cause });
    this.error_description = options.description ?? 'the authorization server cannot answer now';
    this.expose = true;
  }
}

/** 401: the client's certificate is not one that the client may have. */
export class CertificateRefused extends errors.OIDCProviderError {
  override readonly error_description: string;

  constructor(description: string) {
    super(401, 'invalid_client');
    this.error_description = description;
  }
}

/** 401: a client assertion whose signature is right breaks the profile; the client is told how. */
export class InvalidAssertion extends errors.OIDCProviderError {
  override readonly error_description: string;

  constructor(fault: string) {
    super(401, 'invalid_client', { detail: fault });
    this.error_description = `client assertion refused: ${fault}`;
  }
}

/** What a store answers; that it cannot is an answer of the authorization server. @throws Unavailable */
export async function available<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isSimpulError(error) ? new Unavailable({ cause: error }) : error;
  }
}
