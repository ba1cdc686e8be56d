import { DelegationWish, LinkWish } from '@simpul/contracts';
import { HTTP, REGISTRY } from '@simpul/errors';
import { OF_DELEGATION, OF_LINK } from '../../routes/registry/needed-scopes.ts';
import type { Bilingual, Operation, Parameter } from '../operation.ts';
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

const DELEGATION_ID = byId({ id: 'Nomor pendelegasian', en: 'Number of the delegation' });
const inPath = (name: string, text: Bilingual): Parameter => ({ name, in: 'path', required: true, schema: TEXT, text });
const NEW: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: true,
  schema: { const: '*' },
  text: { id: 'Selalu *: yang sudah ada tidak diubah', en: 'Always *: what is there is not changed' },
};
const LINK_PATH = '/registry/v1/subsystems/{class}/{code}/{subsystem}/links/{link}';
const LINK_ROUTE = '/registry/v1/subsystems/:class/:code/:subsystem/links/:link';
const IN_LINK_PATH: readonly Parameter[] = [
  inPath('class', { id: 'Kelas anggota', en: 'Class of the member' }),
  inPath('code', { id: 'Kode anggota', en: 'Code of the member' }),
  inPath('subsystem', { id: 'Kode subsistem', en: 'Code of the subsystem' }),
  inPath('link', { id: 'Nama tautan', en: 'Name of the link' }),
];

/** Who asks or provides on whose behalf. */
export const DELEGATION_OPERATIONS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/delegations',
    path: '/registry/v1/delegations',
    id: 'listDelegations',
    title: { id: 'Pendelegasian', en: 'Delegations' },
    parameters: [
      query('from', TEXT, { id: 'Anggota yang mendelegasikan', en: 'Member that delegates' }),
      query('to', TEXT, { id: 'Anggota atau subsistem penerima', en: 'Member or subsystem that receives' }),
      ...PAGE,
    ],
    answers: answer(200, 'Delegations', { id: 'Satu halaman', en: 'A page' }),
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/delegations/:id',
    path: '/registry/v1/delegations/{id}',
    id: 'getDelegation',
    title: { id: 'Satu pendelegasian', en: 'A delegation' },
    parameters: [DELEGATION_ID, KNOWN_TAG],
    answers: [...answer(200, 'Delegation', { id: 'Pendelegasian', en: 'The delegation' }), UNCHANGED],
    errors: [HTTP.BAD_REQUEST, REGISTRY.UNKNOWN],
  },
  {
    ...COMMON,
    method: 'PUT',
    route: '/registry/v1/delegations/:id',
    path: '/registry/v1/delegations/{id}',
    id: 'delegate',
    needs: OF_DELEGATION,
    title: { id: 'Delegasikan', en: 'Delegate' },
    more: {
      id: 'Oleh wali data instansi yang mendelegasikan (from). Tanpa pendelegasian yang berlaku, perjanjian dengan onBehalfOf atau providedFor tidak memberi hak. Teksnya tidak pernah diubah, hanya dicabut.',
      en: 'By a data steward of the agency that delegates (from). Without a delegation in force, an agreement with onBehalfOf or providedFor gives no right. Its text is never changed, only revoked.',
    },
    parameters: [DELEGATION_ID, NEW],
    body: json(DelegationWish),
    answers: answer(201, 'Delegation', { id: 'Berlaku', en: 'In force' }),
    errors: [...CHANGE_ERRORS, ...TAGGED, REGISTRY.INVALID],
  },
  {
    ...COMMON,
    method: 'POST',
    route: '/registry/v1/delegations/:id/revoke',
    path: '/registry/v1/delegations/{id}/revoke',
    id: 'revokeDelegation',
    needs: OF_DELEGATION,
    title: { id: 'Cabut pendelegasian', en: 'Revoke a delegation' },
    more: { id: 'Berlaku dalam dua detik, untuk seterusnya.', en: 'In force within two seconds, for good.' },
    parameters: [DELEGATION_ID],
    answers: answer(200, 'Delegation', { id: 'Dicabut', en: 'Revoked' }),
    errors: [...CHANGE_ERRORS, ...OF_ONE],
  },
];

/** Links of systems that cannot do better. */
export const LINK_OPERATIONS: readonly Operation[] = [
  {
    ...COMMON,
    method: 'GET',
    route: '/registry/v1/links',
    path: '/registry/v1/links',
    id: 'listLinks',
    title: { id: 'Tautan lama', en: 'Legacy links' },
    more: {
      id: 'Oleh operator; subsistem melihat miliknya sendiri dengan subsystem.',
      en: 'By an operator; a subsystem sees its own with subsystem.',
    },
    parameters: [query('subsystem', TEXT, { id: 'Id subsistem', en: 'Id of the subsystem' }), ...PAGE],
    answers: answer(200, 'Links', { id: 'Satu halaman', en: 'A page' }),
    errors: [...CHANGE_ERRORS],
  },
  {
    ...COMMON,
    method: 'PUT',
    route: LINK_ROUTE,
    path: LINK_PATH,
    id: 'allowLink',
    needs: OF_LINK.allow,
    title: { id: 'Izinkan tautan lama', en: 'Allow a legacy link' },
    more: {
      id: 'Oleh operator, paling lama 180 hari, hanya ke layanan yang dinyatakan tanpa data pribadi. Kunci ditampilkan sekali saja.',
      en: 'By an operator, for 180 days at most, to services only that are declared to hold no personal data. The key is shown this once.',
    },
    parameters: [...IN_LINK_PATH, NEW],
    body: json(LinkWish),
    answers: answer(201, 'AllowedLink', { id: 'Diizinkan', en: 'Allowed' }),
    errors: [...CHANGE_ERRORS, ...TAGGED, REGISTRY.UNKNOWN, REGISTRY.INVALID],
  },
  {
    ...COMMON,
    method: 'DELETE',
    route: LINK_ROUTE,
    path: LINK_PATH,
    id: 'removeLink',
    needs: OF_LINK.remove,
    title: { id: 'Akhiri tautan lama', en: 'End a legacy link' },
    more: { id: 'Oleh operator, atau subsistem itu sendiri.', en: 'By an operator, or by the subsystem itself.' },
    parameters: [...IN_LINK_PATH, IF_MATCH],
    answers: [{ status: 204, text: { id: 'Berakhir', en: 'Gone' } }],
    errors: [...CHANGE_ERRORS, ...TAGGED, REGISTRY.UNKNOWN],
  },
];
