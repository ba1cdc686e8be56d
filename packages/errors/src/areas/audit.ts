import { defineErrors } from '../define-errors.ts';

/** The audit log. */
export const AUDIT = defineErrors('AUDIT', {
  BUSY: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: { en: 'The log takes no more records for a moment', id: 'Log sementara tidak menerima catatan lagi' },
  },
  HALTED: {
    status: 503,
    actor: 'operator',
    retryable: false,
    message: { en: 'The log has halted: {reason}', id: 'Log telah berhenti: {reason}' },
  },
  LEAF_INVALID: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'A leaf is not canonical or breaks its schema: {reason}',
      id: 'Daun tidak kanonis atau melanggar skema: {reason}',
    },
  },
  RECORD_UNKNOWN: {
    status: 404,
    actor: 'caller',
    retryable: false,
    message: {
      en: 'No such record, or none that you took part in',
      id: 'Catatan tidak ada, atau bukan pertukaran Anda',
    },
  },
  INTEGRITY: {
    status: 500,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'The stored log is not whole: {reason}',
      id: 'Log yang tersimpan tidak utuh: {reason}',
    },
  },
  CURSOR_INVALID: {
    status: 400,
    actor: 'caller',
    retryable: false,
    message: { en: 'The cursor does not belong to these filters', id: 'Kursor tidak sesuai dengan saringan ini' },
  },
});
