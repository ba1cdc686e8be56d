import { defineErrors } from '../define-errors.ts';

const caller = { actor: 'caller', retryable: false } as const;

/** Rights on people, keys and the log: why somebody may not do something (design 04, separation of duties). */
export const DUTY = defineErrors('DUTY', {
  ROLE_MISSING: {
    ...caller,
    status: 403,
    message: { en: 'None of your roles lets you do this: {act}', id: 'Tidak ada peran Anda yang mengizinkan: {act}' },
  },
  SCOPE_MISSING: {
    ...caller,
    status: 403,
    message: {
      en: 'Your role for {act} is for another member or another part of the region',
      id: 'Peran Anda untuk {act} berlaku bagi anggota atau bagian wilayah lain',
    },
  },
  OWN_REQUEST: {
    ...caller,
    status: 403,
    message: {
      en: 'Nobody decides on an own request: another person must do it ({act})',
      id: 'Tidak seorang pun memutuskan permintaannya sendiri: harus orang lain ({act})',
    },
  },
  ALREADY_AGREED: {
    ...caller,
    status: 403,
    message: {
      en: 'You have agreed already: another person must agree too ({act})',
      id: 'Anda sudah menyetujui: orang lain juga harus menyetujui ({act})',
    },
  },
});

/** Keys of subsystems, and the key of the bus that signs tokens. */
export const KEY = defineErrors('KEY', {
  INVALID: {
    ...caller,
    status: 400,
    message: { en: 'This key cannot be used: {reason}', id: 'Kunci ini tidak dapat dipakai: {reason}' },
  },
  PROOF_INVALID: {
    ...caller,
    status: 400,
    message: {
      en: 'The proof that you hold the new key is not valid: {reason}',
      id: 'Bukti bahwa Anda memegang kunci baru tidak sah: {reason}',
    },
  },
  UNTIL_INVALID: {
    ...caller,
    status: 400,
    message: {
      en: 'The old key must end between now and {days} days ahead',
      id: 'Kunci lama harus berakhir antara sekarang dan {days} hari ke depan',
    },
  },
  SUBSYSTEM_UNKNOWN: {
    ...caller,
    status: 404,
    message: {
      en: 'There is no subsystem {subsystem} with a token link',
      id: 'Tidak ada subsistem {subsystem} dengan tautan token',
    },
  },
  UNKNOWN: {
    ...caller,
    status: 404,
    message: { en: '{subsystem} has no key {kid}', id: '{subsystem} tidak memiliki kunci {kid}' },
  },
  KNOWN: {
    ...caller,
    status: 409,
    message: { en: '{subsystem} has this key already: {kid}', id: '{subsystem} sudah memiliki kunci ini: {kid}' },
  },
  REVOKED: {
    ...caller,
    status: 409,
    message: {
      en: 'The key {kid} was revoked and can never be used again; make a new one',
      id: 'Kunci {kid} telah dicabut dan tidak dapat dipakai lagi; buatlah yang baru',
    },
  },
  TOO_MANY: {
    ...caller,
    status: 409,
    message: {
      en: '{subsystem} has {limit} keys in use, which is the most; one must end first',
      id: '{subsystem} memiliki {limit} kunci yang berlaku, jumlah terbanyak; salah satu harus berakhir dahulu',
    },
  },
  REQUEST_UNKNOWN: {
    ...caller,
    status: 404,
    message: { en: 'There is no such request for a key', id: 'Tidak ada permintaan kunci seperti itu' },
  },
  REQUEST_DECIDED: {
    ...caller,
    status: 409,
    message: { en: 'This request was decided already: {state}', id: 'Permintaan ini sudah diputuskan: {state}' },
  },
  REQUESTS_TOO_MANY: {
    ...caller,
    status: 409,
    retryable: true,
    message: {
      en: '{limit} requests for keys are open, which is the most; some must be decided first',
      id: '{limit} permintaan kunci masih terbuka, jumlah terbanyak; sebagian harus diputuskan dahulu',
    },
  },
  CHANGING: {
    ...caller,
    status: 409,
    retryable: true,
    message: {
      en: 'The keys of the bus are being changed already; come again when the old one has ended',
      id: 'Kunci bus sedang diganti; datanglah lagi setelah kunci lama berakhir',
    },
  },
});
