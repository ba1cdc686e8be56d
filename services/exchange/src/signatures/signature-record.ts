import type { RequestSignature } from './check-signature.ts';

/** A signature as it is kept: whoever has this can check it again without the message. */
export type KeptSignature = Pick<RequestSignature, 'keyid' | 'base' | 'signature' | 'jwk'>;

/** The leaf's `sig`: which key signed, and which text. */
export function signatureMember({ keyid, baseDigest }: RequestSignature): { kid: string; digest: string } {
  return { kid: keyid, digest: baseDigest };
}

/** What stands beside the leaf. */
export function besideSignature({ keyid, base, signature, jwk }: KeptSignature): {
  readonly kid: string;
  readonly base: string;
  readonly value: string;
  readonly key: RequestSignature['jwk'];
} {
  return { kid: keyid, base, value: signature, key: jwk };
}
