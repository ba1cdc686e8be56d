import { defineErrors } from '@simpul/errors';

const local = { status: 500, actor: 'caller', retryable: false } as const;

/** What can go wrong in the command itself; errors of the bus keep their own codes. */
export const CLI = defineErrors('CLI', {
  USAGE: { ...local, message: { en: '{reason}', id: '{reason}' } },
  KEY_MISSING: {
    ...local,
    message: { en: 'No key for {client}: {reason}', id: 'Kunci untuk {client} tidak ada: {reason}' },
  },
  KEY_EXISTS: {
    ...local,
    message: {
      en: 'There is a key for {client} already: {file}',
      id: 'Kunci untuk {client} sudah ada: {file}',
    },
  },
  CONTRACT_INVALID: {
    ...local,
    message: {
      en: 'The contract {file} cannot be used: {count}',
      id: 'Kontrak {file} tidak dapat dipakai: {count}',
    },
  },
  VERSION_EXISTS: {
    ...local,
    message: {
      en: 'Version {version} of {service} is {state} already',
      id: 'Versi {version} dari {service} sudah berstatus {state}',
    },
  },
  VERSION_UNCLEAR: {
    ...local,
    message: {
      en: 'Which version of {service}? {reason}',
      id: 'Versi yang mana dari {service}? {reason}',
    },
  },
  NATS_FILE: {
    ...local,
    message: { en: 'The file {file} cannot be used: {reason}', id: 'Berkas {file} tidak dapat dipakai: {reason}' },
  },
  UNREACHABLE: {
    ...local,
    actor: 'network',
    retryable: true,
    message: {
      en: 'The bus at {url} cannot be reached ({reason}). Is it running? Start it with "simpul up"',
      id: 'Bus di {url} tidak dapat dijangkau ({reason}). Apakah sudah berjalan? Mulai dengan "simpul up"',
    },
  },
  LOG_UNREACHABLE: {
    ...local,
    actor: 'network',
    retryable: true,
    message: {
      en: 'The log at {url} cannot be reached ({reason})',
      id: 'Log di {url} tidak dapat dijangkau ({reason})',
    },
  },
  NOT_A_BUS: {
    ...local,
    actor: 'network',
    message: {
      en: 'What answers at {url} is not a Simpul bus: {reason}',
      id: 'Yang menjawab di {url} bukan bus Simpul: {reason}',
    },
  },
  TOKEN_REFUSED: {
    ...local,
    message: { en: 'No token for {client}: {reason}', id: 'Token untuk {client} ditolak: {reason}' },
  },
  LOGIN_MISSING: {
    ...local,
    message: {
      en: 'Nobody is logged in to {url}; log in with "simpul login --url {url}"',
      id: 'Belum ada yang masuk ke {url}; masuk dengan "simpul login --url {url}"',
    },
  },
  LOGIN_ENDED: {
    ...local,
    message: {
      en: 'Your session at {url} has ended; log in again with "simpul login --url {url}"',
      id: 'Sesi Anda di {url} telah berakhir; masuk lagi dengan "simpul login --url {url}"',
    },
  },
  LOGIN_REFUSED: {
    ...local,
    message: { en: 'Not logged in to {url}: {reason}', id: 'Tidak masuk ke {url}: {reason}' },
  },
  LOGIN_LATE: {
    ...local,
    message: {
      en: 'Not logged in to {url}: nobody agreed in time',
      id: 'Tidak masuk ke {url}: tidak ada persetujuan sampai waktu habis',
    },
  },
  TOKEN_FAILED: {
    ...local,
    actor: 'operator',
    retryable: true,
    message: {
      en: 'The bus could not make a token for {client}: {reason}',
      id: 'Bus gagal membuat token untuk {client}: {reason}',
    },
  },
  RECEIPT_LATE: {
    ...local,
    actor: 'operator',
    retryable: true,
    message: {
      en: 'No receipt within {seconds} s; fetch it later from {url}',
      id: 'Tanda terima belum ada dalam {seconds} d; ambil nanti dari {url}',
    },
  },
  KEY_NOT_VERIFIED: {
    ...local,
    message: {
      en: 'key not verified: no key for {origin} was given with --vkey or pinned, and a key that comes with what is checked proves nothing',
      id: 'kunci belum terverifikasi: tidak ada kunci untuk {origin} dari --vkey atau yang tersimpan, dan kunci yang datang bersama yang diperiksa tidak membuktikan apa pun',
    },
  },
  KEY_CHANGED: {
    ...local,
    message: {
      en: 'The bus shows other keys for {origin} than those pinned in {file}; they were not replaced. Ask the operator, by another way, which are right',
      id: 'Bus menunjukkan kunci lain untuk {origin} daripada yang tersimpan di {file}; kunci tidak diganti. Tanyakan kepada operator lewat jalur lain mana yang benar',
    },
  },
  VERIFICATION_FAILED: {
    ...local,
    message: { en: 'Verification of {what} failed: {reason}', id: 'Verifikasi {what} gagal: {reason}' },
  },
  WITNESS_HALTED: {
    ...local,
    actor: 'operator',
    message: {
      en: 'The witness in {folder} must not go on: {reason}',
      id: 'Saksi di {folder} tidak boleh diteruskan: {reason}',
    },
  },
});
