import { defineErrors } from '../define-errors.ts';

const operator = { status: 503, actor: 'operator', retryable: false } as const;

/** Stored data. */
export const STORE = defineErrors('STORE', {
  DUPLICATE: {
    ...operator,
    status: 409,
    message: { en: 'A document with this {key} exists', id: 'Dokumen dengan {key} ini sudah ada' },
  },
  FAILED: { ...operator, message: { en: 'The store failed: {reason}', id: 'Penyimpanan gagal: {reason}' } },
  BUSY: {
    ...operator,
    retryable: true,
    message: { en: 'The store has too many writes waiting', id: 'Terlalu banyak penulisan menunggu di penyimpanan' },
  },
  NEWER: {
    ...operator,
    message: {
      en: '{file} was written by a newer release (format {found}, this release knows {known})',
      id: '{file} ditulis rilis yang lebih baru (format {found}, rilis ini mengenal {known})',
    },
  },
});
