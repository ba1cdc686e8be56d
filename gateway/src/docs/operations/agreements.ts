import { AgreementFilter, AgreementWish } from '@simpul/contracts';
import { AGREEMENT, HTTP, REGISTRY } from '@simpul/errors';
import { OF_AGREEMENT } from '../../routes/registry/needed-scopes.ts';
import type { Bilingual, Operation } from '../operation.ts';
import { AGREEMENT_ACT_OPERATIONS, AGREEMENT_ID } from './agreement-acts.ts';
import { NOTICE_OPERATIONS, TEMPLATE_OPERATIONS } from './notices-and-templates.ts';
import {
  answer,
  CHANGE_ERRORS,
  COMMON,
  IF_MATCH,
  json,
  KNOWN_TAG,
  OF_ONE,
  PAGE,
  plain,
  query,
  TAGGED,
  UNCHANGED,
} from './registry-parts.ts';

const FILTERS: Readonly<Record<keyof AgreementFilter, Bilingual>> = {
  consumer: { id: 'Subsistem, group:KODE, atau *', en: 'A subsystem, group:CODE, or *' },
  service: { id: 'Id layanan', en: 'Id of the service' },
  provider: { id: 'KELAS/KODE instansi penyedia', en: 'CLASS/CODE of the agency that provides' },
  status: { id: 'Status', en: 'Status' },
  purpose: { id: 'Kode tujuan', en: 'Code of the purpose' },
  template: { id: 'Templat asalnya', en: 'Template that it was made of' },
  awaits: { id: 'Yang naskahnya menunggu langkah ini', en: 'Those of which a text waits for this step' },
};
const filters = (Object.keys(FILTERS) as (keyof AgreementFilter)[]).map((name) =>
  query(name, plain(AgreementFilter.properties[name]), FILTERS[name]),
);

const AGREEMENTS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/agreements',
    path: '/registry/v1/agreements',
    id: 'listAgreements',
    title: { id: 'Perjanjian menurut nomornya', en: 'Agreements by their numbers' },
    parameters: [...filters, ...PAGE],
    answers: answer(200, 'Agreements', { id: 'Satu halaman, tanpa riwayat', en: 'A page, without histories' }),
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...COMMON,
    method: 'POST',
    route: '/registry/v1/agreements',
    path: '/registry/v1/agreements',
    id: 'requestAgreement',
    needs: OF_AGREEMENT,
    title: { id: 'Minta perjanjian', en: 'Ask for an agreement' },
    more: {
      id: 'Oleh integrator instansi konsumen atau konsumen itu sendiri. Yang tidak disebut diambil dari templat; tanpa templat: semua unsur data layanan, mulai hari ini, selama setahun.',
      en: 'By an integrator of the consumer’s agency, or the consumer itself. What is left out is the template’s; without one: all data elements of the service, from today, for a year.',
    },
    body: json(AgreementWish),
    answers: answer(201, 'Agreement', {
      id: 'Diminta; menunggu wali data',
      en: 'Requested; waits for the data steward',
    }),
    errors: [...CHANGE_ERRORS, REGISTRY.UNKNOWN, REGISTRY.INVALID, AGREEMENT.EXISTS, AGREEMENT.TOO_MANY],
  },
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/agreements/:id',
    path: '/registry/v1/agreements/{id}',
    id: 'getAgreement',
    title: { id: 'Satu perjanjian dengan riwayatnya', en: 'An agreement with its history' },
    parameters: [AGREEMENT_ID, KNOWN_TAG],
    answers: [...answer(200, 'Agreement', { id: 'Naskah, keadaan, riwayat', en: 'Text, state, history' }), UNCHANGED],
    errors: [HTTP.BAD_REQUEST, REGISTRY.UNKNOWN],
  },
  ...(['PUT', 'PATCH'] as const).map((method): Operation => ({
    ...COMMON,
    method,
    route: '/registry/v1/agreements/:id',
    path: '/registry/v1/agreements/{id}',
    id: method === 'PUT' ? 'replaceAgreementText' : 'changeAgreementText',
    needs: OF_AGREEMENT,
    title:
      method === 'PUT'
        ? { id: 'Minta naskah lain', en: 'Ask for another text' }
        : { id: 'Minta naskah lain (RFC 7396)', en: 'Ask for another text (RFC 7396)' },
    more: {
      id: 'Menggantikan naskah yang menunggu, oleh pemintanya dan sebelum disetujui siapa pun; atau meminta versi berikut dari yang berlaku. Konsumen dan layanan tetap.',
      en: 'In place of a text that waits, by who asked for it and before anybody approved it; or as the next version of one in force. Consumer and service stay.',
    },
    parameters: [AGREEMENT_ID, IF_MATCH],
    body: json(method === 'PUT' ? AgreementWish : { type: 'object' }),
    answers: answer(200, 'Agreement', { id: 'Naskah baru menunggu', en: 'The new text waits' }),
    errors: [
      ...CHANGE_ERRORS,
      ...OF_ONE,
      ...TAGGED,
      REGISTRY.INVALID,
      AGREEMENT.STATE,
      AGREEMENT.NOT_YOURS,
      AGREEMENT.APPROVED_ALREADY,
      AGREEMENT.TOO_LONG,
    ],
  })),
];

/** Agreements, their templates and notices (docs/agreements.md). */
export const AGREEMENT_OPERATIONS: readonly Operation[] = [
  ...AGREEMENTS,
  ...AGREEMENT_ACT_OPERATIONS,
  ...NOTICE_OPERATIONS,
  ...TEMPLATE_OPERATIONS,
];
