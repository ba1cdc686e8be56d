import { defineErrors } from '../define-errors.ts';
import { ACCESS_DENIED, refusedAs } from './exchange-rows.ts';

const unauthenticated = refusedAs(2, 'counted');
const mistaken = refusedAs(2, 'denied');
const NOT_AUTHENTICATED = 'Server.ClientProxy.SslAuthenticationFailed';
/** Step 2: who calls is not shown, or is not who it says. */
export const AUTH = defineErrors('AUTH', {
  TOKEN_MISSING: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'No access token was sent, and X-Road-Client does not name a subsystem that may call without one',
    id: 'Token akses tidak dikirim, dan X-Road-Client tidak menunjuk subsistem yang boleh memanggil tanpa token',
  }),
  TOKEN_INVALID: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The access token is not valid here: {reason}',
    id: 'Token akses tidak berlaku di sini: {reason}',
  }),
  PROOF_INVALID: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The DPoP proof is not valid: {reason}',
    id: 'Bukti DPoP tidak sah: {reason}',
  }),
  PROOF_REPLAYED: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The DPoP proof was used before',
    id: 'Bukti DPoP sudah pernah dipakai',
  }),
  CERTIFICATE_MISSING: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'X-Road-Client names a subsystem that shows itself by a client certificate, and none came',
    id: 'X-Road-Client menunjuk subsistem yang dikenal dengan sertifikat klien, tetapi sertifikat tidak dikirim',
  }),
  CERTIFICATE_UNKNOWN: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The client certificate is not registered for a subsystem',
    id: 'Sertifikat klien tidak terdaftar untuk subsistem mana pun',
  }),
  CERTIFICATE_INVALID: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The client certificate does not show who calls: {reason}',
    id: 'Sertifikat klien tidak menunjukkan siapa yang memanggil: {reason}',
  }),
  KEY_UNKNOWN: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'X-Simpul-Key holds no key of a legacy link of the subsystem that X-Road-Client names',
    id: 'X-Simpul-Key tidak memuat kunci tautan lama milik subsistem yang disebut X-Road-Client',
  }),
  ADDRESS_UNKNOWN: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The subsystem that X-Road-Client names has no legacy link for the address from which this call came',
    id: 'Subsistem yang disebut X-Road-Client tidak memiliki tautan lama untuk alamat asal panggilan ini',
  }),
  LINK_ENDED: unauthenticated(NOT_AUTHENTICATED, 401, {
    en: 'The legacy link ended on {day}: only an operator can allow another, and a token needs none',
    id: 'Tautan lama berakhir {day}: hanya operator yang dapat mengizinkan tautan baru, dan token tidak memerlukannya',
  }),
  CLIENT_MISMATCH: mistaken(ACCESS_DENIED, 500, {
    en: 'X-Road-Client names another subsystem than the token or certificate belongs to',
    id: 'X-Road-Client menunjuk subsistem lain daripada pemilik token atau sertifikat',
  }),
  CLIENT_UNKNOWN: mistaken('Server.ClientProxy.UnknownMember', 500, {
    en: 'The calling subsystem is not registered',
    id: 'Subsistem pemanggil tidak terdaftar',
  }),
  CLIENT_SUSPENDED: mistaken(ACCESS_DENIED, 500, {
    en: 'The calling subsystem is suspended',
    id: 'Subsistem pemanggil ditangguhkan',
  }),
  PURPOSE_PINNED: mistaken(ACCESS_DENIED, 500, {
    en: 'X-Simpul-Purpose differs from the purpose that the token is pinned to',
    id: 'X-Simpul-Purpose berbeda dari tujuan yang dipatok pada token',
  }),
  LINK_REFUSED: mistaken(ACCESS_DENIED, 500, {
    en: 'The calling subsystem is registered with another kind of link',
    id: 'Subsistem pemanggil terdaftar dengan jenis sambungan lain',
  }),
});
