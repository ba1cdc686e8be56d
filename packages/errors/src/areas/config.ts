import { defineErrors } from '../define-errors.ts';

const operator = { status: 500, actor: 'operator', retryable: false } as const;

/** Configuration and the data folder. */
export const CONFIG = defineErrors('CONFIG', {
  INVALID: { ...operator, message: { en: '{name}: {reason}', id: '{name}: {reason}' } },
  FOLDER_TAKEN: {
    ...operator,
    message: {
      en: 'Another process uses the data folder {folder}',
      id: 'Proses lain sedang memakai folder data {folder}',
    },
  },
  FOLDER_MISMATCH: {
    ...operator,
    message: {
      en: 'The data folder {folder} belongs to another set-up: {member} is {found} there, {wanted} here',
      id: 'Folder data {folder} milik pengaturan lain: {member} di sana {found}, di sini {wanted}',
    },
  },
  STORE_MISMATCH: {
    ...operator,
    message: {
      en: 'The shared store belongs to another set-up: {member} is {found} there, {wanted} here',
      id: 'Penyimpanan bersama milik pengaturan lain: {member} di sana {found}, di sini {wanted}',
    },
  },
  PORT_TAKEN: { ...operator, message: { en: 'Port {port} is taken', id: 'Porta {port} sudah terpakai' } },
});

/** The region file. */
export const REGION = defineErrors('REGION', {
  INVALID: {
    status: 400,
    actor: 'operator',
    retryable: false,
    message: { en: 'The region file has {count} errors', id: 'Berkas wilayah memuat {count} galat' },
  },
  UNREADABLE: {
    status: 400,
    actor: 'operator',
    retryable: false,
    message: { en: '{file} cannot be read: {reason}', id: '{file} tidak dapat dibaca: {reason}' },
  },
  INSTANCE_MISMATCH: {
    status: 409,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'The region file is for instance {wanted}, this bus is {found}',
      id: 'Berkas wilayah untuk instans {wanted}, sedangkan bus ini {found}',
    },
  },
  MODE_MISMATCH: {
    status: 409,
    actor: 'operator',
    retryable: false,
    message: {
      en: 'The region file is for mode {wanted}, this bus runs in mode {found} for ever',
      id: 'Berkas wilayah untuk mode {wanted}, sedangkan bus ini selamanya bermode {found}',
    },
  },
});
