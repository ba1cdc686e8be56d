import { defineErrors, type ErrorRow, type ExchangeFace } from '../define-errors.ts';
import { ACCESS_DENIED, refusedAs } from './exchange-rows.ts';

const unresolved = refusedAs(3, 'denied');
const unagreed = refusedAs(4, 'denied');
/** `getOpenAPI`'s own errors: 500 and these messages, which clients rely on (facts B.5). */
const asked = (type: string, message: ErrorRow['message'], more: Partial<ExchangeFace> = {}): ErrorRow =>
  refusedAs(3, 'none')(type, 500, message, { exchange: { step: 3, type, reached: 'no', record: 'none', ...more } });
/** Step 3: the service cannot be found, or is not open. */
export const SERVICE = defineErrors('SERVICE', {
  MEMBER_UNKNOWN: unresolved('Server.ServerProxy.UnknownMember', 500, {
    en: 'There is no such member or subsystem: {id}',
    id: 'Anggota atau subsistem tidak ada: {id}',
  }),
  UNKNOWN: unresolved('Server.ServerProxy.UnknownService', 500, {
    en: 'There is no such service: {id}',
    id: 'Layanan tidak ada: {id}',
  }),
  DISABLED: unresolved(
    'Server.ServerProxy.ServiceDisabled',
    500,
    { en: 'The service is disabled. {notice}', id: 'Layanan dinonaktifkan. {notice}' },
    { actor: 'provider' },
  ),
  MAINTENANCE: unresolved(
    'Server.ServerProxy.MaintenanceMode',
    503,
    { en: 'The service is under maintenance. {notice}', id: 'Layanan sedang dalam pemeliharaan. {notice}' },
    { actor: 'provider', retryable: true },
  ),
  NO_BACKEND: unresolved(
    'Server.ServerProxy.ServiceDisabled',
    503,
    {
      en: 'No system stands behind the service yet, and its contract holds no example for this operation',
      id: 'Belum ada sistem di belakang layanan ini, dan kontraknya tidak memuat contoh untuk operasi ini',
    },
    { actor: 'provider', retryable: true },
  ),
  VERSION_UNKNOWN: unagreed('Server.ServerProxy.UnknownService', 500, {
    en: 'X-Simpul-Version names version {version}, which {service} does not have; in force: {versions}',
    id: 'X-Simpul-Version menyebut versi {version} yang tidak dimiliki {service}; yang berlaku: {versions}',
  }),
  VERSION_CLOSED: unagreed('Server.ServerProxy.ServiceDisabled', 500, {
    en: 'Version {version} of {service} answers nobody ({state}); in force: {versions}',
    id: 'Versi {version} dari {service} tidak melayani siapa pun ({state}); yang berlaku: {versions}',
  }),
  VERSION_NONE: unagreed('Server.ServerProxy.ServiceDisabled', 500, {
    en: 'No version of {service} answers that agreement {agreement} covers; in force: {versions}',
    id: 'Tidak ada versi {service} yang berlaku dan dicakup perjanjian {agreement}; yang berlaku: {versions}',
  }),
  VERSION_NOT_AGREED: unagreed(ACCESS_DENIED, 500, {
    en: 'Agreement {agreement} does not cover major version {major} of {service}, of which {version} is: ask for an agreement on it',
    id: 'Perjanjian {agreement} tidak mencakup versi mayor {major} dari {service}, induk versi {version}: ajukan perjanjian untuk versi itu',
  }),
  CODE_MISSING: asked('Server.ServerProxy.InvalidRequest', {
    en: 'Missing serviceCode in message body',
    id: 'Parameter serviceCode tidak ada',
  }),
  DESCRIPTION_UNKNOWN: asked('Server.ServerProxy.InternalError', {
    en: 'Service not found: {id}',
    id: 'Layanan tidak ditemukan: {id}',
  }),
  DESCRIPTION_NONE: asked(
    'Server.ServerProxy.InternalError',
    { en: 'Invalid service type: REST', id: 'Jenis layanan tidak sah: REST' },
    { comparedWhole: true },
  ),
  SUSPENDED: unresolved(
    ACCESS_DENIED,
    500,
    { en: 'The providing subsystem is suspended', id: 'Subsistem penyedia ditangguhkan' },
    { actor: 'provider' },
  ),
});

/** Step 3: this node has been without news from the registry, or of denied tokens, for too long to decide anything. */
export const AUTHORITY = defineErrors('AUTHORITY', {
  STALE: refusedAs(3, 'counted')(
    'Server.ClientProxy.OutdatedGlobalConf',
    503,
    {
      en: 'This node has had no contact with the registry or with identity for longer than it may decide alone',
      id: 'Simpul ini tidak terhubung dengan registri atau layanan identitas lebih lama daripada batas untuk memutuskan sendiri',
    },
    { actor: 'operator', retryable: true },
  ),
});
