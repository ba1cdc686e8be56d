import { type ErrorDefinition, SIGNATURE, SimpulError } from '@simpul/errors';
import type { Refused, SignatureRule } from '@simpul/http-signatures';

/** Rules whose error is another one than `SIMPUL_SIGNATURE_MALFORMED`. */
const ERRORS: Partial<Record<SignatureRule, ErrorDefinition>> = {
  'digest-wrong': SIGNATURE.DIGEST_WRONG,
  'signature-wrong': SIGNATURE.WRONG,
  'created-ahead': SIGNATURE.UNTIMELY,
  expired: SIGNATURE.UNTIMELY,
  'key-unusable': SIGNATURE.KEY_UNKNOWN,
  'key-unknown': SIGNATURE.KEY_UNKNOWN,
  'key-mismatch': SIGNATURE.KEY_UNKNOWN,
  'key-retired': SIGNATURE.KEY_OVER,
  'key-revoked': SIGNATURE.KEY_OVER,
  replayed: SIGNATURE.REPLAYED,
};
/** Names that may be shown: those of fields, components and parameters. What is longer was not meant to be one. */
const NAME = /^[a-z0-9@"; =._-]{1,64}$/;

/** The error for a signature that was refused. It names the rule and what it is about, and no value. */
export function signatureRefusal({ rule, about }: Pick<Refused, 'rule' | 'about'>): SimpulError {
  const named = about !== undefined && NAME.test(about) ? `${rule} (${about})` : rule;
  return new SimpulError(ERRORS[rule] ?? SIGNATURE.MALFORMED, { params: { rule: named } });
}
