import { FIELD_FAULTS, type FieldFault, SIGNATURE_FIELDS, type SignatureField, type SignatureRule } from './rules.ts';

/** A sentence in both languages. */
export interface RuleText {
  readonly id: string;
  readonly en: string;
}

type FieldRule = `${SignatureField}-${FieldFault}`;

const NAMES: Readonly<Record<SignatureField, string>> = {
  'signature-input': 'Signature-Input',
  signature: 'Signature',
  'content-digest': 'Content-Digest',
};

const FAULTS: Readonly<Record<FieldFault, RuleText>> = {
  'too-long': { id: 'lebih panjang dari 8 KiB', en: 'is longer than 8 KiB' },
  malformed: {
    id: 'bukan kamus RFC 8941 yang benar, atau anggotanya dari jenis lain',
    en: 'is no proper dictionary of RFC 8941, or has members of another kind',
  },
  doubled: { id: 'memuat kunci atau parameter dua kali', en: 'has a key or a parameter twice' },
  'not-canonical': {
    id: 'tidak ditulis dalam bentuk bakunya: base64 dengan bit sisa atau tanpa padding, spasi berlebih, nol di depan',
    en: 'is not written in its one form: base64 with stray bits or without padding, needless spaces, leading zeros',
  },
};

const OF_FIELDS = Object.fromEntries(
  SIGNATURE_FIELDS.flatMap((field) =>
    FIELD_FAULTS.map((fault): [FieldRule, RuleText] => {
      const { id, en } = FAULTS[fault];
      return [`${field}-${fault}`, { id: `${NAMES[field]} ${id}`, en: `${NAMES[field]} ${en}` }];
    }),
  ),
) as Readonly<Record<FieldRule, RuleText>>;

/** What each broken rule means, for people. */
export const RULE_TEXTS: Readonly<Record<SignatureRule, RuleText>> = {
  ...OF_FIELDS,
  'method-malformed': { id: 'Metode bukan token', en: 'The method is no token' },
  'target-uri-malformed': {
    id: 'URI tujuan bukan URI http atau https lengkap dalam ASCII tanpa fragmen',
    en: 'The target URI is no whole http or https URI in ASCII without a fragment',
  },
  'status-malformed': { id: 'Kode status bukan 200 sampai 599', en: 'The status is not one of 200 to 599' },
  'field-malformed': {
    id: 'Nama atau nilai header memuat karakter yang tidak diizinkan; yang ditandatangani harus ASCII',
    en: 'A header has characters that it may not have; what is signed must be ASCII',
  },
  'field-folded': { id: 'Nilai header memuat ganti baris', en: 'The value of a header has a line break' },
  'field-repeated': { id: 'Header ini hanya boleh ada satu kali', en: 'This header may stand only once' },
  'signature-missing': {
    id: 'Tidak ada tanda tangan dengan tag profil ini',
    en: 'There is no signature with the tag of this profile',
  },
  'signature-several': {
    id: 'Ada lebih dari satu tanda tangan dengan tag profil ini',
    en: 'There is more than one signature with the tag of this profile',
  },
  'signature-labels': {
    id: 'Label di Signature-Input dan di Signature tidak sama',
    en: 'Signature-Input and Signature do not have the same labels',
  },
  'component-malformed': {
    id: 'Nama komponen bukan string huruf kecil',
    en: 'The name of a component is no string in lower case',
  },
  'component-doubled': { id: 'Satu komponen tercantum dua kali', en: 'A component is listed twice' },
  'component-parameter': {
    id: 'Komponen ini tidak boleh memakai parameter itu (;req, ;sf, ;bs, ;key, ;tr)',
    en: 'This component may not have that parameter (;req, ;sf, ;bs, ;key, ;tr)',
  },
  'component-not-allowed': {
    id: 'Komponen ini tidak termasuk dalam profil',
    en: 'This component is none of the profile',
  },
  'component-not-covered': {
    id: 'Komponen ini wajib ditandatangani, tetapi tidak tercantum',
    en: 'This component must be signed and is not listed',
  },
  'component-absent': {
    id: 'Komponen ini tercantum, tetapi tidak ada dalam pesan',
    en: 'This component is listed and not in the message',
  },
  'parameter-not-allowed': {
    id: 'Parameter ini tidak termasuk dalam profil; algoritma mengikuti kunci, bukan alg',
    en: 'This parameter is none of the profile; the key decides on the algorithm, not alg',
  },
  'parameter-missing': { id: 'Parameter ini wajib ada', en: 'This parameter must be there' },
  'parameter-malformed': {
    id: 'Nilai parameter ini dari jenis atau panjang yang salah',
    en: 'The value of this parameter is of the wrong kind or length',
  },
  'created-ahead': {
    id: 'created lebih dari 60 detik di depan jam pemeriksa: periksa jam penanda tangan',
    en: "created is over 60 seconds ahead of the verifier's clock: look at the clock of the signer",
  },
  'expires-before-created': { id: 'expires tidak sesudah created', en: 'expires is not after created' },
  'expires-too-late': {
    id: 'expires lebih dari 300 detik sesudah created',
    en: 'expires is over 300 seconds after created',
  },
  expired: { id: 'Tanda tangan sudah kedaluwarsa', en: 'The signature has expired' },
  'key-unusable': {
    id: 'Kunci tidak dapat dipakai: harus Ed25519, P-256, atau RSA 2048 sampai 4096 bit dengan alg PS512',
    en: 'The key cannot be used: it must be Ed25519, P-256, or RSA of 2048 to 4096 bits with alg PS512',
  },
  'key-unknown': {
    id: 'keyid bukan sidik jari kunci milik pihak ini',
    en: 'keyid is not the thumbprint of a key of this party',
  },
  'key-mismatch': {
    id: 'Kunci yang ditemukan bukan kunci dengan sidik jari itu',
    en: 'The key that was found is not the one with that thumbprint',
  },
  'key-retired': { id: 'Kunci sudah tidak dipakai lagi', en: 'The key is retired' },
  'key-revoked': { id: 'Kunci sudah dicabut', en: 'The key is revoked' },
  'signature-wrong': {
    id: 'Tanda tangan tidak cocok: teks atau kunci penanda tangan berbeda',
    en: 'The signature does not fit: the signer had another text or another key',
  },
  'digest-algorithm': {
    id: 'Content-Digest memakai algoritma selain sha-256 dan sha-512',
    en: 'Content-Digest uses an algorithm other than sha-256 and sha-512',
  },
  'digest-wrong': {
    id: 'Content-Digest bukan digest dari isi pesan',
    en: 'Content-Digest is not the digest of the body',
  },
  'request-signature': {
    id: 'Permintaan yang dijawab tidak memiliki tepat satu tanda tangan yang benar bentuknya',
    en: 'The request that is answered does not have exactly one well-formed signature',
  },
  replayed: { id: 'Nonce ini sudah pernah dipakai', en: 'This nonce was used before' },
};
