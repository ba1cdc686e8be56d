import { defineErrors } from '../define-errors.ts';

const caller = { actor: 'caller', retryable: false } as const;

/** The registry's API: members, systems, services, versions, contracts, groups (docs/registry.md). */
export const REGISTRY = defineErrors('REGISTRY', {
  UNKNOWN: {
    ...caller,
    status: 404,
    message: { en: 'The registry knows no {kind} {id}', id: 'Registri tidak mengenal {kind} {id}' },
  },
  INVALID: {
    ...caller,
    status: 422,
    message: {
      en: 'What was sent cannot be registered; errors names each place and rule',
      id: 'Yang dikirim tidak dapat didaftarkan; errors menyebut setiap tempat dan aturan',
    },
  },
  PRECONDITION_MISSING: {
    ...caller,
    status: 428,
    message: {
      en: 'A change needs If-Match with the ETag that you know, or If-None-Match: * for something new',
      id: 'Perubahan memerlukan If-Match dengan ETag yang Anda ketahui, atau If-None-Match: * untuk yang baru',
    },
  },
  PRECONDITION_FAILED: {
    ...caller,
    status: 412,
    message: {
      en: '{kind} {id} is not as you know it: somebody else changed it, or it is there already or gone; read it again',
      id: '{kind} {id} tidak seperti yang Anda ketahui: telah diubah orang lain, sudah ada atau sudah tidak ada; baca kembali',
    },
  },
  MANAGED_BY_FILE: {
    ...caller,
    status: 409,
    message: {
      en: '{kind} {id} is managed by the region file: an operator changes it there',
      id: '{kind} {id} dikelola oleh berkas wilayah: operator mengubahnya di sana',
    },
  },
  MANAGED_BY_API: {
    status: 409,
    actor: 'operator',
    retryable: false,
    message: {
      en: '{kind} {id} is managed by the API: take it out of the region file',
      id: '{kind} {id} dikelola melalui API: keluarkan dari berkas wilayah',
    },
  },
  IN_USE: {
    ...caller,
    status: 409,
    message: {
      en: '{kind} {id} is needed by {user}; that must end first',
      id: '{kind} {id} masih diperlukan oleh {user}; itu harus diakhiri dahulu',
    },
  },
  TRANSITION: {
    ...caller,
    status: 409,
    message: {
      en: 'Version {version} is {from} and cannot become {to}: {reason}',
      id: 'Versi {version} berstatus {from} dan tidak dapat menjadi {to}: {reason}',
    },
  },
  CONTRACT_FIXED: {
    ...caller,
    status: 409,
    message: {
      en: 'The contract of version {version} is in force and stays as it is; register another version',
      id: 'Kontrak versi {version} sudah berlaku dan tetap demikian; daftarkan versi lain',
    },
  },
  BREAKING: {
    ...caller,
    status: 409,
    message: {
      en: 'Version {version} breaks what consumers of {before} rely on: give it a higher first number and a date',
      id: 'Versi {version} merusak yang diandalkan konsumen {before}: beri angka pertama yang lebih tinggi dan tanggal',
    },
  },
  BUSY: {
    status: 503,
    actor: 'operator',
    retryable: true,
    message: {
      en: 'Too many changes of the registry at the same time; nothing was changed, come again',
      id: 'Terlalu banyak perubahan registri bersamaan; tidak ada yang diubah, coba lagi',
    },
  },
});
