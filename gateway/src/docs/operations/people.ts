import { LANGUAGES, PERSON_STATES, ROLES } from '@simpul/contracts';
import { DUTY, HTTP, PEOPLE, RECORD } from '@simpul/errors';
import type { Answer, Bilingual, Operation, Parameter } from '../operation.ts';

const PATH = '/identity/v1/people';

const query = (name: string, schema: object, text: Bilingual): Parameter => ({
  name,
  in: 'query',
  required: false,
  schema,
  text,
});

const ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
  text: { id: 'Id orang (UUIDv7)', en: "The person's id (UUIDv7)" },
};

const PERSON: Answer = {
  status: 200,
  text: { id: 'Orang itu seperti sekarang', en: 'The person as he or she is now' },
  content: [{ type: 'application/json', schema: 'Person' }],
};

const RIGHTS = [DUTY.ROLE_MISSING, DUTY.SCOPE_MISSING, DUTY.OWN_REQUEST];
const CHANGES = [HTTP.BAD_REQUEST, ...RIGHTS, PEOPLE.UNKNOWN, PEOPLE.CONFLICT, RECORD.UNAVAILABLE];

const common = { chapter: 'people' } as const;
const onPerson = { ...common, route: `${PATH}/:id`, path: `${PATH}/{id}` } as const;

/** People, their roles and sessions (design 04). What a person's token needs is a role, a client's the scope. */
export const PEOPLE_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    method: 'GET',
    route: PATH,
    path: PATH,
    id: 'listPeople',
    needs: { anyOf: ['people:read', 'people:write'] },
    title: { id: 'Daftar orang', en: 'List people' },
    more: {
      id: 'Menurut urutan undangan, hanya yang dijangkau peran pemanggil. Halaman dapat pendek atau kosong; selama ada next, masih ada lanjutannya.',
      en: "In the order of their invitations, those within reach of the caller's roles. A page can be short or empty; as long as there is next, more follow.",
    },
    parameters: [
      query(
        'limit',
        { type: 'integer', minimum: 1, maximum: 200, default: 50 },
        { id: 'Paling banyak sekian orang', en: 'At most so many people' },
      ),
      query('cursor', { type: 'string' }, { id: 'next dari halaman sebelumnya', en: 'next of the page before' }),
      query('role', { enum: [...ROLES] }, { id: 'Hanya yang memegang peran ini', en: 'Those who hold this role' }),
      query('status', { enum: [...PERSON_STATES] }, { id: 'Hanya yang berstatus ini', en: 'Those in this state' }),
    ],
    answers: [
      {
        status: 200,
        text: { id: 'Satu halaman', en: 'A page' },
        content: [{ type: 'application/json', schema: 'People' }],
      },
    ],
    errors: [HTTP.BAD_REQUEST],
  },
  {
    ...common,
    method: 'POST',
    route: `${PATH}/invitations`,
    path: `${PATH}/invitations`,
    id: 'invitePerson',
    needs: { anyOf: ['people:write', 'people:first'] },
    title: { id: 'Undang seseorang', en: 'Invite somebody' },
    more: {
      id: `Tautan berlaku sekali, 72 jam; untuk operator pertama 15 menit (klien first-operator, cakupan people:first). Yang sudah diundang dan belum pernah masuk mendapat tautan baru. Bahasa: ${LANGUAGES.join(', ')}.`,
      en: `The link works once, for 72 hours; that of the first operator for 15 minutes (client first-operator, scope people:first). Who was invited and never signed in gets a new link. Languages: ${LANGUAGES.join(', ')}.`,
    },
    body: { type: 'application/json', schema: 'Invitation' },
    answers: [
      {
        status: 201,
        text: { id: 'Diundang; tautan hanya ditampilkan di sini', en: 'Invited; the link is shown here only' },
        content: [{ type: 'application/json', schema: 'Invited' }],
      },
    ],
    errors: [
      ...CHANGES,
      HTTP.BODY_TOO_LARGE,
      PEOPLE.EXISTS,
      PEOPLE.ROLES_APART,
      PEOPLE.SCOPE_UNKNOWN,
      PEOPLE.OPERATOR_EXISTS,
    ],
  },
  {
    ...onPerson,
    method: 'GET',
    id: 'getPerson',
    needs: { anyOf: ['people:read', 'people:write'] },
    title: { id: 'Seseorang', en: 'A person' },
    parameters: [ID],
    answers: [PERSON],
    errors: [HTTP.BAD_REQUEST, PEOPLE.UNKNOWN],
  },
  {
    ...onPerson,
    method: 'PATCH',
    id: 'setRoles',
    needs: { anyOf: ['people:write'] },
    title: { id: 'Tetapkan peran seseorang', en: "Set a person's roles" },
    more: {
      id: 'Peran yang tidak disebut dicabut; mencabut peran mengakhiri sesi dan token orang itu. Dengan known (peran yang dilihat pemanggil), perubahan orang lain di antaranya menjadi galat.',
      en: "Roles that are not named are taken away; taking one away ends the person's sessions and tokens. With known (the roles that the caller saw) a change by others in between is an error.",
    },
    parameters: [ID],
    body: { type: 'application/json', schema: 'Roles' },
    answers: [PERSON],
    errors: [...CHANGES, HTTP.BODY_TOO_LARGE, PEOPLE.ROLES_APART, PEOPLE.SCOPE_UNKNOWN, PEOPLE.LAST_OPERATOR],
  },
  {
    ...onPerson,
    method: 'DELETE',
    id: 'removePerson',
    needs: { anyOf: ['people:write'] },
    title: { id: 'Keluarkan seseorang', en: 'Remove a person' },
    more: {
      id: 'Sesi dan token berakhir; nama, alamat dan cara masuk dihapus. Yang tersisa hanya id.',
      en: 'Sessions and tokens end; name, address and means of signing in are deleted. What stays is the id.',
    },
    parameters: [ID],
    answers: [PERSON],
    errors: [...CHANGES, PEOPLE.LAST_OPERATOR],
  },
  {
    ...common,
    method: 'POST',
    route: `${PATH}/:id/sessions/end`,
    path: `${PATH}/{id}/sessions/end`,
    id: 'endSessions',
    needs: { anyOf: ['people:write'] },
    title: { id: 'Akhiri semua sesi seseorang', en: 'End all sessions of a person' },
    parameters: [ID],
    answers: [
      {
        status: 200,
        text: { id: 'Banyaknya sesi yang diakhiri', en: 'How many sessions were ended' },
        content: [{ type: 'application/json', schema: 'EndedSessions' }],
      },
    ],
    errors: [HTTP.BAD_REQUEST, ...RIGHTS, PEOPLE.UNKNOWN],
  },
];
