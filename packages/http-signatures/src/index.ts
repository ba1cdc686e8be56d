export { ALGORITHMS, type Algorithm, type SignedBytes } from './keys/algorithms.ts';
export type { Jwk } from './keys/read-jwk.ts';
export { importSigningKey, type SigningKey } from './keys/signing-key.ts';
export { jwkThumbprint } from './keys/thumbprint.ts';
export { createKeyImporter, importVerifyingKey, type VerifyingKey } from './keys/verifying-key.ts';
export type { HttpMessage, RequestMessage, ResponseMessage } from './message/message.ts';
export type { CommonParameters } from './profiles/parameters.ts';
export type { RequestParameters } from './profiles/simpul-request.ts';
export {
  parseRawMessage,
  type ParsedRequest,
  type ParsedResponse,
  type RawMessage,
  type UnreadableMessage,
} from './raw/parse-raw-message.ts';
export { RAW_MESSAGE_RULES, type RawMessageRule } from './raw/raw-message-error.ts';
export { RULE_TEXTS, type RuleText } from './rule-texts.ts';
export { SIGNATURE_RULES, type SignatureRule } from './rules.ts';
export { signRequest, type SignRequestOptions } from './sign/sign-request.ts';
export { signResponse, type SignResponseOptions } from './sign/sign-response.ts';
export { SignatureError } from './signature-error.ts';
export { type FindKey, type FoundKey, KEY_STATES, type KeyState, type SignatureChecker } from './verify/find-key.ts';
export type { Held, Refused } from './verify/verification.ts';
export { type HeldRequest, type UsedNonce, verifyRequest, type VerifyRequestOptions } from './verify/verify-request.ts';
export { type HeldResponse, verifyResponse, type VerifyResponseOptions } from './verify/verify-response.ts';
export {
  type HeldRecord,
  type RecordedSignature,
  verifyRecorded,
  type VerifyRecordedOptions,
} from './verify/verify-recorded.ts';
