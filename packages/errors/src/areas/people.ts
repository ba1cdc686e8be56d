import { defineErrors } from '../define-errors.ts';

const caller = { actor: 'caller', retryable: false } as const;

/** People: their accounts, invitations, means of signing in and sessions. */
export const PEOPLE = defineErrors('PEOPLE', {
  UNKNOWN: {
    ...caller,
    status: 404,
    message: {
      en: 'There is no such person, or none that you may see',
      id: 'Orang itu tidak ada, atau bukan untuk Anda',
    },
  },
  EXISTS: {
    ...caller,
    status: 409,
    message: {
      en: 'A person with this e-mail address has signed in already',
      id: 'Orang dengan alamat surel ini sudah pernah masuk',
    },
  },
  ROLES_APART: {
    ...caller,
    status: 409,
    message: {
      en: 'Nobody holds the roles {first} and {second} together',
      id: 'Peran {first} dan {second} tidak boleh dipegang satu orang',
    },
  },
  SCOPE_UNKNOWN: {
    ...caller,
    status: 422,
    message: {
      en: 'The scope {scope} is neither a region code nor a registered member',
      id: 'Lingkup {scope} bukan kode wilayah dan bukan anggota terdaftar',
    },
  },
  LAST_OPERATOR: {
    ...caller,
    status: 409,
    message: {
      en: 'The last active operator of the region stays: invite another one first',
      id: 'Operator aktif terakhir wilayah ini tetap ada: undang operator lain dahulu',
    },
  },
  OPERATOR_EXISTS: {
    ...caller,
    status: 409,
    message: {
      en: 'The region has an active operator, who invites others',
      id: 'Wilayah ini memiliki operator aktif, yang mengundang orang lain',
    },
  },
  INVITATION_INVALID: {
    ...caller,
    status: 410,
    message: {
      en: 'This invitation is unknown, was used or has expired: ask for a new one',
      id: 'Undangan ini tidak dikenal, sudah dipakai, atau kedaluwarsa: minta yang baru',
    },
  },
  SIGN_IN_FAILED: {
    ...caller,
    status: 401,
    message: { en: 'Signing in did not succeed', id: 'Gagal masuk' },
  },
  TOO_MANY_TRIES: {
    ...caller,
    status: 429,
    retryable: true,
    message: {
      en: 'Too many tries; come again in {seconds} seconds',
      id: 'Terlalu banyak percobaan; coba lagi dalam {seconds} detik',
    },
  },
  SESSION_ENDED: {
    ...caller,
    status: 401,
    message: { en: 'The session has ended: sign in again', id: 'Sesi telah berakhir: silakan masuk lagi' },
  },
  SIGN_IN_AGAIN: {
    ...caller,
    status: 403,
    message: {
      en: 'For this you must have signed in within the last {minutes} minutes',
      id: 'Untuk ini Anda harus masuk dalam {minutes} menit terakhir',
    },
  },
  MEANS_REFUSED: {
    ...caller,
    status: 400,
    message: {
      en: 'What was sent does not prove the new means of signing in',
      id: 'Yang dikirim tidak membuktikan cara masuk yang baru',
    },
  },
  MEANS_LIMIT: {
    ...caller,
    status: 409,
    message: {
      en: 'There can be no more than {limit} of these: remove one first',
      id: 'Tidak boleh lebih dari {limit}: hapus satu dahulu',
    },
  },
  MEANS_UNKNOWN: {
    ...caller,
    status: 404,
    message: { en: 'There is no such means of signing in', id: 'Cara masuk itu tidak ada' },
  },
  LAST_MEANS: {
    ...caller,
    status: 409,
    message: {
      en: 'The last means of signing in stays: add another one first',
      id: 'Cara masuk terakhir tetap ada: tambahkan yang lain dahulu',
    },
  },
  EMAIL_NEEDED: {
    ...caller,
    status: 409,
    message: {
      en: 'An authenticator app needs an e-mail address to sign in with, and your invitation names none: use a passkey, or ask for an invitation with your address',
      id: 'Aplikasi autentikator memerlukan alamat surel untuk masuk, dan undangan Anda tidak menyebutnya: gunakan kunci sandi, atau minta undangan dengan alamat Anda',
    },
  },
  CONFLICT: {
    ...caller,
    status: 409,
    retryable: true,
    message: {
      en: 'Others changed the same at the same time: look at it and try again',
      id: 'Orang lain mengubah hal yang sama pada saat yang sama: periksa dan coba lagi',
    },
  },
});
