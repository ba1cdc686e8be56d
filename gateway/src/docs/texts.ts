import type { Scope } from '../auth/scopes.ts';
import type { Chapter, Language } from './operation.ts';

interface Texts {
  readonly title: string;
  readonly description: string;
  readonly token: string;
  readonly openLink: string;
  readonly subsystemToken: string;
  readonly anyError: string;
  readonly chapters: Readonly<Record<Chapter, string>>;
  readonly scopes: Readonly<Record<Scope, string>>;
  /** Words of the page. */
  readonly words: Readonly<Record<Word, string>>;
}

export type Word =
  | 'home'
  | 'document'
  | 'other'
  | 'access'
  | 'public'
  | 'anyToken'
  | 'orOpenLink'
  | 'or'
  | 'subsystemItself'
  | 'inProduction'
  | 'parameter'
  | 'required'
  | 'meaning'
  | 'body'
  | 'status'
  | 'type'
  | 'schemas'
  | 'member'
  | 'contents';

/** Texts of the reference that belong to no single operation. */
export const TEXTS: Readonly<Record<Language, Texts>> = {
  id: {
    title: 'Referensi API Simpul',
    description:
      'Semua yang dilayani bus di luar /r1. Pertukaran sendiri memakai protokol pesan X-Road untuk REST di /r1. Galat dijawab sebagai application/problem+json (RFC 9457) dengan kode yang tetap, dalam bahasa Indonesia atau Inggris menurut Accept-Language.',
    token:
      'Token untuk {publicUrl}/api, dikirim sebagai "Authorization: DPoP …" bersama bukti DPoP baru pada setiap permintaan (RFC 9449).',
    subsystemToken: 'Token subsistem untuk {publicUrl}/api; tanpa cakupan, hanya untuk urusan subsistem itu sendiri.',
    openLink: 'Hanya di lingkungan uji dan dari mesin yang sama: subsistem dengan sambungan open.',
    anyError: 'Galat lain; instance menunjuk baris log',
    chapters: {
      identity: 'Token dan penemuan',
      people: 'Orang dan perannya',
      keys: 'Kunci subsistem',
      audit: 'Catatan audit',
      log: 'Log sebagai berkas (C2SP tlog-tiles)',
      registry: 'Berkas wilayah',
      agreements: 'Perjanjian dan pemberitahuan',
      catalog: 'Katalog layanan',
      directory: 'Daftar anggota',
      state: 'Keadaan',
      pages: 'Halaman',
    },
    scopes: {
      'audit:read': 'Melihat semua catatan dan temuan',
      'people:read': 'Melihat orang; token seseorang memerlukan peran operator atau auditor',
      'people:write': 'Mengundang, memberi peran, mengeluarkan; token seseorang memerlukan peran operator',
      'people:first': 'Mengundang operator pertama',
      'region:apply': 'Merencanakan dan menerapkan berkas wilayah',
      'registry:write': 'Mengubah registri sebagai operator; token seseorang memerlukan peran operator atau integrator',
      'registry:request':
        'Mendaftarkan sistem dan layanan, meminta perjanjian; token seseorang memerlukan peran integrator',
      'registry:approve':
        'Memutuskan perjanjian, pendelegasian, dan templat; token seseorang memerlukan peran wali data atau operator',
    },
    words: {
      home: 'Halaman utama',
      document: 'Sebagai OpenAPI 3.1',
      other: 'English',
      access: 'Akses',
      public: 'terbuka',
      anyToken: 'token apa pun untuk /api',
      orOpenLink: 'di lingkungan uji juga sambungan open',
      or: 'atau',
      subsystemItself: 'subsistem itu sendiri',
      inProduction: 'dalam produksi',
      parameter: 'Parameter',
      required: 'wajib',
      meaning: 'Arti',
      body: 'Isi permintaan',
      status: 'Jawaban',
      type: 'Jenis',
      schemas: 'Skema',
      member: 'Anggota',
      contents: 'Isi',
    },
  },
  en: {
    title: 'Simpul API reference',
    description:
      'Everything that the bus serves outside /r1. Exchanges themselves speak the X-Road message protocol for REST at /r1. Errors are answered as application/problem+json (RFC 9457) with a stable code, in English or Indonesian by Accept-Language.',
    token:
      'A token for {publicUrl}/api, sent as "Authorization: DPoP …" with a fresh DPoP proof for each request (RFC 9449).',
    subsystemToken: 'The token of a subsystem for {publicUrl}/api; without a scope, and only for what is its own.',
    openLink: 'Only in a sandbox and from the same machine: a subsystem with an open link.',
    anyError: 'Any other error; instance names its line in the log',
    chapters: {
      identity: 'Tokens and discovery',
      people: 'People and their roles',
      keys: 'Keys of subsystems',
      audit: 'Audit records',
      log: 'The log as files (C2SP tlog-tiles)',
      registry: 'The region file',
      agreements: 'Agreements and notices',
      catalog: 'Catalogue of services',
      directory: 'List of members',
      state: 'State',
      pages: 'Pages',
    },
    scopes: {
      'audit:read': 'Look at all records and findings',
      'people:read': "Look at people; a person's token needs the role operator or auditor",
      'people:write': "Invite, give roles, remove; a person's token needs the role operator",
      'people:first': 'Invite the first operator',
      'region:apply': 'Plan and apply region files',
      'registry:write': "Change the registry as an operator; a person's token needs the role operator or integrator",
      'registry:request':
        "Register systems and services, ask for agreements; a person's token needs the role integrator",
      'registry:approve':
        "Decide on agreements, delegations and templates; a person's token needs the role data-steward or operator",
    },
    words: {
      home: 'Home',
      document: 'As OpenAPI 3.1',
      other: 'Bahasa Indonesia',
      access: 'Access',
      public: 'public',
      anyToken: 'any token for /api',
      orOpenLink: 'in a sandbox an open link too',
      or: 'or',
      subsystemItself: 'the subsystem itself',
      inProduction: 'in production',
      parameter: 'Parameter',
      required: 'required',
      meaning: 'Meaning',
      body: 'Body of the request',
      status: 'Answer',
      type: 'Type',
      schemas: 'Schemas',
      member: 'Member',
      contents: 'Contents',
    },
  },
};
