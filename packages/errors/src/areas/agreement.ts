import { defineErrors } from '../define-errors.ts';

const caller = { actor: 'caller', retryable: false } as const;

/** Agreements: what cannot be asked for or decided as things stand (docs/agreements.md). */
export const AGREEMENT = defineErrors('AGREEMENT', {
  EXISTS: {
    ...caller,
    status: 409,
    message: {
      en: 'There is an agreement {id} already; leave the id out, or change that one',
      id: 'Perjanjian {id} sudah ada; kosongkan id, atau ubah perjanjian itu',
    },
  },
  STATE: {
    ...caller,
    status: 409,
    message: {
      en: 'Agreement {id} is {status}, {waiting}: {act} is not possible now',
      id: 'Perjanjian {id} berstatus {status}, {waiting}: {act} tidak mungkin sekarang',
    },
  },
  OVER: {
    ...caller,
    status: 409,
    message: {
      en: 'The last day of agreement {id}, {day}, is over: renew it with another',
      id: 'Hari terakhir perjanjian {id}, {day}, sudah lewat: perpanjang dengan hari lain',
    },
  },
  NOT_ELIGIBLE: {
    ...caller,
    status: 409,
    message: {
      en: 'The consumer of agreement {id} is not what the agreement is for; it stays suspended',
      id: 'Konsumen perjanjian {id} tidak memenuhi syaratnya; perjanjian tetap ditangguhkan',
    },
  },
  APPROVED_ALREADY: {
    ...caller,
    status: 409,
    message: {
      en: 'Somebody has approved the waiting text of agreement {id}: it stays as it is until it is decided',
      id: 'Naskah perjanjian {id} yang menunggu sudah disetujui seseorang: tetap demikian sampai diputuskan',
    },
  },
  TEXT_CHANGED: {
    ...caller,
    status: 409,
    message: {
      en: 'Another text of agreement {id} waits now than the one you saw; read it before you decide',
      id: 'Naskah perjanjian {id} yang menunggu bukan lagi yang Anda lihat; bacalah sebelum memutuskan',
    },
  },
  NOT_YOURS: {
    ...caller,
    status: 403,
    message: {
      en: 'Only who asked for the waiting text of agreement {id} can change it',
      id: 'Hanya yang meminta naskah perjanjian {id} yang menunggu dapat mengubahnya',
    },
  },
  REASON_MISSING: {
    ...caller,
    status: 422,
    message: {
      en: 'Say why: {act} needs a reason, which the other side will read',
      id: 'Sebutkan sebabnya: {act} memerlukan alasan yang akan dibaca pihak lain',
    },
  },
  TOO_MANY: {
    ...caller,
    status: 409,
    retryable: true,
    message: {
      en: '{limit} requests of {consumer} wait for a decision, which is the most; some must be decided first',
      id: '{limit} permintaan {consumer} menunggu keputusan, jumlah terbanyak; sebagian harus diputuskan dahulu',
    },
  },
  TOO_LONG: {
    ...caller,
    status: 409,
    message: {
      en: 'The history of agreement {id} has {limit} entries, which is the most; ask for a new agreement',
      id: 'Riwayat perjanjian {id} berisi {limit} catatan, jumlah terbanyak; mintalah perjanjian baru',
    },
  },
});
