import { GroupEntry, MemberEntry, type Resource, ServiceEntry, SubsystemEntry, VersionEntry } from '@simpul/contracts';
import { CONTRACT_DOOR, HTTP, REGISTRY } from '@simpul/errors';
import { OF_CONTRACT, OF_RESOURCE } from '../../routes/registry/needed-scopes.ts';
import { RESOURCE_PATHS, type ResourcePath, SERVICE_PATH } from '../../routes/registry/resource-paths.ts';
import type { Bilingual, Operation, Parameter } from '../operation.ts';
import {
  answer,
  CHANGE_ERRORS,
  COMMON as OF_AGREEMENTS,
  IF_MATCH,
  json,
  KNOWN_TAG,
  OF_ONE,
  PAGE,
  TAGGED,
  TEXT,
  UNCHANGED,
} from './registry-parts.ts';

const COMMON = { ...OF_AGREEMENTS, chapter: 'registry' } as const;

interface Described {
  readonly one: Bilingual;
  readonly many: Bilingual;
  /** For generated names: `getMember`, `listMembers`. */
  readonly name: string;
  readonly entry: { readonly properties: object };
  /** Members that the path says. */
  readonly inPath: readonly string[];
}

const KINDS: Readonly<Record<Resource, Described>> = {
  member: {
    one: { id: 'anggota', en: 'member' },
    many: { id: 'anggota', en: 'members' },
    name: 'Member',
    entry: MemberEntry,
    inPath: ['class', 'code'],
  },
  subsystem: {
    one: { id: 'subsistem', en: 'subsystem' },
    many: { id: 'subsistem', en: 'subsystems' },
    name: 'Subsystem',
    entry: SubsystemEntry,
    inPath: ['code'],
  },
  service: {
    one: { id: 'layanan', en: 'service' },
    many: { id: 'layanan', en: 'services' },
    name: 'Service',
    entry: ServiceEntry,
    inPath: ['code'],
  },
  version: {
    one: { id: 'versi layanan', en: 'version of a service' },
    many: { id: 'versi layanan', en: 'versions of a service' },
    name: 'Version',
    entry: VersionEntry,
    inPath: ['version'],
  },
  group: {
    one: { id: 'grup', en: 'group' },
    many: { id: 'grup', en: 'groups' },
    name: 'Group',
    entry: GroupEntry,
    inPath: ['code'],
  },
};

const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  schema: TEXT,
  text: { id: '* untuk yang baru', en: '* for something new' },
};
const PATH_TEXTS: Readonly<Record<string, Bilingual>> = {
  class: { id: 'Kelas anggota', en: 'Class of the member' },
  member: { id: 'Kode anggota', en: 'Code of the member' },
  subsystem: { id: 'Kode subsistem', en: 'Code of the subsystem' },
  service: { id: 'Kode layanan', en: 'Code of the service' },
  version: { id: 'Versi', en: 'Version' },
  code: { id: 'Kode grup', en: 'Code of the group' },
};

/** Parameters of a Fastify path, in its order. */
function pathParameters(route: string): Parameter[] {
  return [...route.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: TEXT,
    text: PATH_TEXTS[name] ?? { id: name, en: name },
  }));
}

const documented = (route: string): string => route.replaceAll(/:(\w+)/g, '{$1}');
const PLACES = {
  id: 'Isinya seperti dalam berkas wilayah; kode diambil dari alamat.',
  en: 'The body is as in the region file; codes are taken from the address.',
};

function operationsOf({ kind, list, one }: ResourcePath): Operation[] {
  const { one: single, many, name, entry, inPath } = KINDS[kind];
  const body = json({
    type: 'object',
    properties: Object.fromEntries(Object.entries(entry.properties).filter(([member]) => !inPath.includes(member))),
  });
  const place = { route: one, path: documented(one) };
  const parameters = pathParameters(one);
  return [
    {
      ...COMMON,
      method: 'GET',
      route: list,
      path: documented(list),
      id: `list${name}s`,
      title: { id: `Daftar ${many.id}`, en: `The ${many.en}` },
      more: {
        id: 'Menurut id. Anggota isinya menjadi saringan; yang tidak dikenal ditolak dengan menyebut yang dikenal.',
        en: 'By id. Members of the body are filters; an unknown one is refused, naming those that are known.',
      },
      parameters: [...pathParameters(list), ...PAGE],
      answers: answer(200, 'RegistryPage', { id: 'Satu halaman', en: 'A page' }),
      errors: [HTTP.BAD_REQUEST, ...(kind === 'version' ? [REGISTRY.UNKNOWN] : [])],
    },
    {
      ...COMMON,
      ...place,
      method: 'GET',
      id: `get${name}`,
      title: { id: `Satu ${single.id}`, en: `One ${single.en}` },
      parameters: [...parameters, KNOWN_TAG],
      answers: [
        ...answer(200, 'RegistryObject', { id: 'Isinya, dengan ETag', en: 'What it says, with its ETag' }),
        UNCHANGED,
      ],
      errors: [HTTP.BAD_REQUEST, REGISTRY.UNKNOWN],
    },
    {
      ...COMMON,
      ...place,
      method: 'PUT',
      id: `put${name}`,
      needs: OF_RESOURCE[kind],
      title: { id: `Daftarkan atau ganti ${single.id}`, en: `Register or replace a ${single.en}` },
      more: PLACES,
      parameters: [...parameters, { ...IF_MATCH, required: false }, IF_NONE_MATCH],
      body,
      answers: [
        ...answer(200, 'RegistryObject', { id: 'Diganti', en: 'Replaced' }),
        ...answer(201, 'RegistryObject', { id: 'Dibuat', en: 'Created' }),
      ],
      errors: [...CHANGE_ERRORS, ...OF_ONE, ...TAGGED, REGISTRY.INVALID, REGISTRY.TRANSITION, REGISTRY.BREAKING],
    },
    {
      ...COMMON,
      ...place,
      method: 'PATCH',
      id: `patch${name}`,
      needs: OF_RESOURCE[kind],
      title: { id: `Ubah ${single.id} (RFC 7396)`, en: `Change a ${single.en} (RFC 7396)` },
      parameters: [...parameters, IF_MATCH],
      body: { ...json({ type: 'object' }), type: 'application/merge-patch+json' },
      answers: answer(200, 'RegistryObject', { id: 'Diubah', en: 'Changed' }),
      errors: [...CHANGE_ERRORS, ...OF_ONE, ...TAGGED, REGISTRY.INVALID, REGISTRY.TRANSITION, REGISTRY.BREAKING],
    },
    {
      ...COMMON,
      ...place,
      method: 'DELETE',
      id: `remove${name}`,
      needs: OF_RESOURCE[kind],
      title: { id: `Hapus ${single.id} yang tidak diperlukan`, en: `Remove a ${single.en} that nothing needs` },
      parameters: [...parameters, IF_MATCH],
      answers: [{ status: 204, text: { id: 'Terhapus', en: 'Gone' } }],
      errors: [...CHANGE_ERRORS, ...OF_ONE, ...TAGGED, REGISTRY.IN_USE],
    },
  ];
}

const CONTRACT_TYPES = ['application/yaml', 'application/json', 'application/vnd.oai.openapi'];

function contractOperations(route: string, name: string): Operation[] {
  const place = { ...COMMON, route, path: documented(route) };
  const parameters = pathParameters(route);
  return [
    {
      ...place,
      method: 'GET',
      id: `get${name}`,
      title: { id: 'Kontrak (OpenAPI)', en: 'The contract (OpenAPI)' },
      parameters: [...parameters, KNOWN_TAG],
      answers: [
        {
          status: 200,
          text: { id: 'Naskahnya, seperti didaftarkan', en: 'Its text, as it was registered' },
          content: CONTRACT_TYPES.map((type) => ({ type, schema: type === 'application/json' ? {} : TEXT })),
        },
        UNCHANGED,
      ],
      errors: [HTTP.BAD_REQUEST, REGISTRY.UNKNOWN],
    },
    {
      ...place,
      method: 'PUT',
      id: `put${name}`,
      needs: OF_CONTRACT,
      title: { id: 'Kirim kontrak', en: 'Send the contract' },
      more: {
        id: 'Selama versinya masih draf atau uji. Temuan menyebut baris dan aturan; yang salah ditolak (422).',
        en: 'While its version is a draft or in the sandbox. Findings name line and rule; what is wrong is refused (422).',
      },
      parameters: [...parameters, { ...IF_MATCH, required: false }, IF_NONE_MATCH],
      body: { type: 'application/yaml', schema: TEXT },
      answers: [
        ...answer(200, 'KeptContract', { id: 'Diganti', en: 'Replaced' }),
        ...answer(201, 'KeptContract', { id: 'Disimpan', en: 'Kept' }),
      ],
      errors: [
        ...CHANGE_ERRORS,
        ...OF_ONE,
        ...TAGGED,
        HTTP.BODY_TOO_LARGE,
        REGISTRY.INVALID,
        REGISTRY.CONTRACT_FIXED,
        ...Object.values(CONTRACT_DOOR),
      ],
    },
  ];
}

/** Members, systems, services with their versions and contracts, and groups (docs/registry.md). */
export const RESOURCE_OPERATIONS: readonly Operation[] = [
  ...RESOURCE_PATHS.flatMap(operationsOf),
  ...contractOperations(`${SERVICE_PATH}/contract`, 'Contract'),
  ...contractOperations(`${SERVICE_PATH}/versions/:version/contract`, 'VersionContract'),
];
