/** Fields that are read as structured dictionaries (RFC 8941). */
export const SIGNATURE_FIELDS = ['signature-input', 'signature', 'content-digest'] as const;
export type SignatureField = (typeof SIGNATURE_FIELDS)[number];

/**
 * What can be wrong with a dictionary as text: over 8 KiB; no dictionary, or not of the members that the field has; a key or parameter
 * that stands twice; another form than RFC 8941 section 4.1 writes (stray bits in base64, missing padding, needless spaces), or a
 * decimal without a fraction, which the parser takes for an integer.
 */
export const FIELD_FAULTS = ['too-long', 'malformed', 'doubled', 'not-canonical'] as const;
export type FieldFault = (typeof FIELD_FAULTS)[number];

const MESSAGE_RULES = [
  'method-malformed',
  'target-uri-malformed',
  'status-malformed',
  'field-malformed',
  'field-folded',
  'field-repeated',
] as const;
const SIGNATURE_RULES_OWN = [
  'signature-missing',
  'signature-several',
  'signature-labels',
  'component-malformed',
  'component-doubled',
  'component-parameter',
  'component-not-allowed',
  'component-not-covered',
  'component-absent',
  'parameter-not-allowed',
  'parameter-missing',
  'parameter-malformed',
  'created-ahead',
  'expires-before-created',
  'expires-too-late',
  'expired',
  'key-unusable',
  'key-unknown',
  'key-mismatch',
  'key-retired',
  'key-revoked',
  'signature-wrong',
  'digest-algorithm',
  'digest-wrong',
  'request-signature',
  'replayed',
] as const;

export type SignatureRule =
  (typeof MESSAGE_RULES)[number] | (typeof SIGNATURE_RULES_OWN)[number] | `${SignatureField}-${FieldFault}`;

/** Names of the rules that a signed message can break; stable, for programs and reports. */
export const SIGNATURE_RULES: readonly SignatureRule[] = [
  ...MESSAGE_RULES,
  ...SIGNATURE_FIELDS.flatMap((field) => FIELD_FAULTS.map((fault) => `${field}-${fault}` as const)),
  ...SIGNATURE_RULES_OWN,
];
