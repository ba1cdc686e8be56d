import { defineErrors, type ErrorRow } from '../define-errors.ts';

/** What X-Road calls a signature that does not hold. */
const INVALID = 'Server.ServerProxy.InvalidSignatureValue';

const refused = (status: 400 | 401, message: ErrorRow['message'], actor: ErrorRow['actor'] = 'caller'): ErrorRow => ({
  status,
  actor,
  retryable: false,
  message,
  exchange: {
    step: 4,
    type: status === 400 ? 'Client.BadRequest' : INVALID,
    reached: 'no',
    record: 'denied',
  },
});

/**
 * A signature that a request bears (RFC 9421, profile `simpul-request`) and that is refused, whether or not the agreement demands one.
 * `{rule}` is the rule's name in `@simpul/http-signatures`, and what it is about.
 */
export const SIGNATURE = defineErrors('SIGNATURE', {
  MALFORMED: refused(400, {
    en: 'The signature is not made as the profile simpul-request says: {rule}',
    id: 'Tanda tangan tidak dibuat menurut profil simpul-request: {rule}',
  }),
  DIGEST_WRONG: refused(400, {
    en: 'Content-Digest is not the digest of the body that came: {rule}',
    id: 'Content-Digest bukan digest dari isi yang diterima: {rule}',
  }),
  WRONG: refused(401, {
    en: 'The signature does not hold for this request: {rule}',
    id: 'Tanda tangan tidak cocok dengan permintaan ini: {rule}',
  }),
  UNTIMELY: refused(401, {
    en: 'The signature is not in force now: {rule}',
    id: 'Tanda tangan tidak berlaku saat ini: {rule}',
  }),
  KEY_UNKNOWN: refused(401, {
    en: 'The key of the signature is not one with which the consumer may sign: {rule}',
    id: 'Kunci tanda tangan bukan kunci yang boleh dipakai pengguna untuk menandatangani: {rule}',
  }),
  KEY_OVER: refused(401, {
    en: 'The key of the signature has ended or was revoked: {rule}',
    id: 'Kunci tanda tangan telah berakhir atau dicabut: {rule}',
  }),
  RESPONSE_UNSIGNABLE: {
    status: 502,
    actor: 'provider',
    retryable: false,
    message: {
      en: "The provider's answer cannot be signed, as the agreement demands: {rule}",
      id: 'Jawaban penyedia tidak dapat ditandatangani seperti yang diwajibkan perjanjian: {rule}',
    },
    exchange: { step: 8, type: 'Server.ServerProxy.ServiceFailed', reached: 'yes', record: 'closed' },
  },
  REPLAYED: refused(401, {
    en: 'The nonce of the signature was used before: {rule}',
    id: 'Nonce tanda tangan sudah pernah dipakai: {rule}',
  }),
});
