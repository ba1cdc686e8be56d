import { defineErrors } from '../define-errors.ts';
import { ACCESS_DENIED, refusedAs } from './exchange-rows.ts';

const denied = refusedAs(4, 'denied');
/** How a right is asked for, on the command line and by the API. */
const ASK = 'simpul access request {service} --as {consumer} --purpose CODE --legal-basis TEXT';
const ASK_API = 'POST /registry/v1/agreements';
/** Step 4: no agreement gives the right. */
export const ACCESS = defineErrors('ACCESS', {
  NO_AGREEMENT: denied(ACCESS_DENIED, 500, {
    en: `No agreement lets {consumer} use {service}; ask for one: ${ASK} (or ${ASK_API})`,
    id: `Tidak ada perjanjian yang mengizinkan {consumer} memakai {service}; ajukan dengan: ${ASK} (atau ${ASK_API})`,
  }),
  AGREEMENT_NOT_YET: denied(ACCESS_DENIED, 500, {
    en: 'Agreement {agreement} begins on {day}',
    id: 'Perjanjian {agreement} mulai berlaku {day}',
  }),
  AGREEMENT_EXPIRED: denied(ACCESS_DENIED, 500, {
    en: `Agreement {agreement} ended on {day}; have it renewed (POST /registry/v1/agreements/{agreement}/renew) or ask for another: ${ASK}`,
    id: `Perjanjian {agreement} berakhir {day}; perpanjang (POST /registry/v1/agreements/{agreement}/renew) atau ajukan yang baru: ${ASK}`,
  }),
  AGREEMENT_SUSPENDED: denied(
    ACCESS_DENIED,
    500,
    {
      en: 'Agreement {agreement} is suspended; the provider or the data steward can resume it',
      id: 'Perjanjian {agreement} ditangguhkan; penyedia atau wali data dapat memulihkannya',
    },
    { actor: 'provider' },
  ),
  AGREEMENT_REQUESTED: denied(
    ACCESS_DENIED,
    500,
    {
      en: 'Agreement {agreement} was requested and waits for approval: simpul access list',
      id: 'Perjanjian {agreement} sudah diajukan dan menunggu persetujuan: simpul access list',
    },
    { actor: 'provider' },
  ),
  AGREEMENT_REFUSED: denied(ACCESS_DENIED, 500, {
    en: `The request {agreement} was refused (simpul access list says why); another one: ${ASK}`,
    id: `Permohonan {agreement} ditolak (alasannya: simpul access list); permohonan baru: ${ASK}`,
  }),
  AGREEMENT_REVOKED: denied(ACCESS_DENIED, 500, {
    en: `Agreement {agreement} was revoked (simpul access list says why); ask for another: ${ASK}`,
    id: `Perjanjian {agreement} dicabut (alasannya: simpul access list); ajukan yang baru: ${ASK}`,
  }),
  ELIGIBILITY_LOST: denied(ACCESS_DENIED, 500, {
    en: 'The agency of {consumer} is no longer of the kind, class or region that agreement {agreement} is for',
    id: 'Instansi pemilik {consumer} tidak lagi sesuai jenis, kelas, atau wilayah yang dimaksud perjanjian {agreement}',
  }),
  ENDPOINT_DENIED: denied(ACCESS_DENIED, 500, {
    en: 'The agreement does not cover this method and path',
    id: 'Perjanjian tidak mencakup metode dan jalur ini',
  }),
  PURPOSE_DENIED: denied(ACCESS_DENIED, 500, {
    en: 'No agreement in force has the purpose that X-Simpul-Purpose or the token names',
    id: 'Tidak ada perjanjian berlaku dengan tujuan yang disebut X-Simpul-Purpose atau token',
  }),
  PURPOSE_AMBIGUOUS: denied('Client.InvalidRequest', 400, {
    en: 'Several agreements give this right: name one of their purposes in X-Simpul-Purpose: {purposes}',
    id: 'Beberapa perjanjian memberi hak ini: sebutkan salah satu tujuannya di X-Simpul-Purpose: {purposes}',
  }),
  REPRESENTATION_DENIED: denied(ACCESS_DENIED, 500, {
    en: 'No agreement lets the consumer ask on behalf of the represented party',
    id: 'Tidak ada perjanjian yang mengizinkan pengguna meminta atas nama pihak yang diwakili',
  }),
  DELEGATION_MISSING: denied(ACCESS_DENIED, 500, {
    en: 'Under agreement {agreement} {consumer} asks on behalf of {party}, which needs a delegation in force from {party} to it',
    id: 'Menurut perjanjian {agreement} {consumer} meminta atas nama {party}; ini memerlukan pendelegasian yang berlaku dari {party}',
  }),
  PROVISION_UNDELEGATED: denied(
    ACCESS_DENIED,
    500,
    {
      en: 'Under agreement {agreement} {provider} provides for {party}, which needs a delegation in force from {party} to it',
      id: 'Menurut perjanjian {agreement} {provider} menyediakan untuk {party}; ini memerlukan pendelegasian yang berlaku dari {party}',
    },
    { actor: 'provider' },
  ),
  LEGACY_LINK_REFUSED: denied(ACCESS_DENIED, 500, {
    en: 'A legacy link reaches only services that are declared to hold no personal data: call {service} with a token or a certificate',
    id: 'Tautan lama hanya menjangkau layanan yang dinyatakan tanpa data pribadi: panggil {service} dengan token atau sertifikat',
  }),
  SIGNATURE_REQUIRED: denied(ACCESS_DENIED, 500, {
    en: 'Agreement {agreement} demands a signed request: one signature with the tag simpul-request',
    id: 'Perjanjian {agreement} mewajibkan permintaan bertanda tangan: satu tanda tangan dengan tag simpul-request',
  }),
  QUOTA_EXCEEDED: denied(
    ACCESS_DENIED,
    429,
    {
      en: 'The quota of agreement {agreement}, {limit} a minute, is used up',
      id: 'Kuota perjanjian {agreement}, {limit} per menit, telah habis',
    },
    { retryable: true },
  ),
});
