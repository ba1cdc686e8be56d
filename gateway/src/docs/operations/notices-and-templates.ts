import { NOTICE_KINDS, Template } from '@simpul/contracts';
import { HTTP, REGISTRY } from '@simpul/errors';
import { OF_TEMPLATE } from '../../routes/registry/needed-scopes.ts';
import type { Operation } from '../operation.ts';
import {
  answer,
  byId,
  CHANGE_ERRORS,
  COMMON,
  IF_MATCH,
  json,
  KNOWN_TAG,
  OF_ONE,
  PAGE,
  query,
  TAGGED,
  TEXT,
  UNCHANGED,
} from './registry-parts.ts';

const TEMPLATE_ID = byId({ id: 'Nama templat', en: 'Name of the template' });

/** What consumers and providers should know. */
export const NOTICE_OPERATIONS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/notices',
    path: '/registry/v1/notices',
    id: 'listNotices',
    title: { id: 'Pemberitahuan, yang terbaru dahulu', en: 'Notices, newest first' },
    more: {
      id: 'Subsistem melihat yang menyangkut instansinya, orang menurut lingkup perannya. Hal yang sama ber-id sama. Disimpan 400 hari.',
      en: 'A subsystem sees those that concern its agency, people those within the scope of their roles. The same thing has the same id. Kept for 400 days.',
    },
    parameters: [
      query('since', TEXT, {
        id: 'Paling awal: waktu RFC 3339, hari (UTC), atau milidetik sejak 1970',
        en: 'Not before: an RFC 3339 time, a day (UTC) or milliseconds since 1970',
      }),
      query('kind', { enum: [...NOTICE_KINDS] }, { id: 'Jenisnya', en: 'Kind' }),
      ...PAGE,
    ],
    answers: answer(200, 'Notices', { id: 'Satu halaman', en: 'A page' }),
    errors: [HTTP.BAD_REQUEST],
  },
];

/** What the province writes once for many. */
export const TEMPLATE_OPERATIONS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/templates',
    path: '/registry/v1/templates',
    id: 'listTemplates',
    title: { id: 'Templat perjanjian', en: 'Templates of agreements' },
    parameters: [query('service', TEXT, { id: 'Id layanan', en: 'Id of the service' }), ...PAGE],
    answers: answer(200, 'Templates', { id: 'Satu halaman', en: 'A page' }),
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/templates/:id',
    path: '/registry/v1/templates/{id}',
    id: 'getTemplate',
    title: { id: 'Satu templat', en: 'A template' },
    parameters: [TEMPLATE_ID, KNOWN_TAG],
    answers: [...answer(200, 'Template', { id: 'Templat', en: 'The template' }), UNCHANGED],
    errors: [HTTP.BAD_REQUEST, REGISTRY.UNKNOWN],
  },
  {
    ...COMMON,
    method: 'PUT',
    route: '/registry/v1/templates/:id',
    path: '/registry/v1/templates/{id}',
    id: 'putTemplate',
    needs: OF_TEMPLATE,
    title: { id: 'Tulis templat', en: 'Write a template' },
    more: {
      id: 'Oleh operator atau wali data instansi penyedia: layanan, tujuan, dasar hukum dan syarat ditulis sekali, instansi lain tinggal memakainya. If-None-Match: * untuk yang baru, selain itu If-Match.',
      en: 'By an operator or data steward of the providing agency: service, purpose, legal basis and conditions are written once, and others instantiate them. If-None-Match: * for a new one, else If-Match.',
    },
    parameters: [TEMPLATE_ID, { ...IF_MATCH, required: false }],
    body: json({ ...Template, properties: { ...Template.properties, id: undefined }, required: undefined }),
    answers: [
      ...answer(200, 'Template', { id: 'Diganti', en: 'Replaced' }),
      ...answer(201, 'Template', { id: 'Dibuat', en: 'Created' }),
    ],
    errors: [...CHANGE_ERRORS, ...TAGGED, REGISTRY.MANAGED_BY_FILE, REGISTRY.INVALID],
  },
  {
    ...COMMON,
    method: 'DELETE',
    route: '/registry/v1/templates/:id',
    path: '/registry/v1/templates/{id}',
    id: 'removeTemplate',
    needs: OF_TEMPLATE,
    title: { id: 'Hapus templat; perjanjiannya tetap', en: 'Remove a template; agreements made of it stay' },
    parameters: [TEMPLATE_ID, IF_MATCH],
    answers: [{ status: 204, text: { id: 'Terhapus', en: 'Gone' } }],
    errors: [...CHANGE_ERRORS, ...OF_ONE, ...TAGGED],
  },
];
