import { AUTH, type SimpulError } from '@simpul/errors';

const DPOP_SCHEME = /^DPoP ([A-Za-z0-9\-._~+/]+=*)$/i;
const BEARER_SCHEME = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

/** The token of an `Authorization: DPoP …` header; undefined for another scheme or none. */
export function dpopToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : DPOP_SCHEME.exec(authorization)?.[1];
}

/** The token of an `Authorization: Bearer …` header; undefined for another scheme or none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER_SCHEME.exec(authorization)?.[1];
}

/** What a 401 says (RFC 9449 7.1, RFC 9728 5.1); of a signature that it was refused, lest its caller ask for another token. */
export function challenge(error: SimpulError, resourceMetadata: string): readonly string[] {
  const description = quotable(error.message);
  if (error.code.startsWith('SIMPUL_SIGNATURE_')) {
    return ['WWW-Authenticate', `Signature realm="simpul-request", error_description="${description}"`];
  }
  const kind =
    error.code === AUTH.PROOF_INVALID.code || error.code === AUTH.PROOF_REPLAYED.code
      ? 'invalid_dpop_proof'
      : 'invalid_token';
  return [
    'WWW-Authenticate',
    `DPoP error="${kind}", error_description="${description}", algs="ES256 PS256 EdDSA", resource_metadata="${resourceMetadata}"`,
  ];
}

/** What a 403 for want of a scope says (RFC 6750 3.1, RFC 9449 7.1). */
export function insufficientScope({ message, params }: SimpulError, resourceMetadata: string): string {
  const scope = quotable(String(params['scope']));
  return `DPoP error="insufficient_scope", error_description="${quotable(message)}", scope="${scope}", resource_metadata="${resourceMetadata}"`;
}

/** A text as it may stand between quotes. */
function quotable(text: string): string {
  return text.replaceAll(/["\\]/g, '');
}
