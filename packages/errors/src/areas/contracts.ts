import { defineErrors } from '../define-errors.ts';

/** Contracts at the registry's door: OpenAPI documents before any exchange is held to them. */
export const CONTRACT_DOOR = defineErrors('CONTRACT', {
  INVALID: {
    status: 422,
    actor: 'caller',
    retryable: false,
    message: { en: 'The contract has {count} errors', id: 'Kontrak memuat {count} galat' },
  },
  TOO_COSTLY: {
    status: 422,
    actor: 'caller',
    retryable: false,
    message: {
      en: 'Examining the contract took more than {limit}: make it smaller or simpler',
      id: 'Pemeriksaan kontrak memerlukan lebih dari {limit}: perkecil atau sederhanakan kontrak',
    },
  },
  WORKER_BUSY: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: {
      en: 'Too many contracts wait to be examined',
      id: 'Terlalu banyak kontrak menunggu diperiksa',
    },
  },
});
