/** Largest text of a contract, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 256 * 1024;
/** Deepest nesting of a contract. */
export const MAX_DEPTH = 32;
/** Values in a contract, counting every object, list, string and number. */
export const MAX_NODES = 50_000;
/** Longest regular expression in a contract, in characters. */
export const MAX_PATTERN_LENGTH = 1024;
/** References in a row that an OpenAPI object may need. */
export const MAX_REFERENCE_HOPS = 16;
/** References that a validator may follow for an empty value. */
export const BASE_EFFORT = 10_000;
/** References that a validator may follow for each byte of the value. */
export const EFFORT_PER_BYTE = 8;
/** Longest place in an answer, in characters. */
export const MAX_PLACE_LENGTH = 200;
/** Findings of one document that are told; what follows them is only counted. */
export const MAX_FINDINGS = 100;
/** References in a contract. */
export const MAX_REFERENCES = 5000;
/** Operations in a contract: methods of paths. */
export const MAX_OPERATIONS = 1000;
