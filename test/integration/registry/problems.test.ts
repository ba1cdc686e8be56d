import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PROVIDER } from '../agreements/agreement-region.ts';
import { NEW, type RegistryBus, startRegistryBus } from './registry-bus.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

let bus: RegistryBus;
beforeAll(async () => {
  bus = await startRegistryBus();
});
afterAll(() => bus.stop());

interface Row {
  readonly who?: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
}

const GROUP = { who: 'operator', method: 'PUT', path: 'groups/g' } as const;
const ROWS: readonly Row[] = [
  { method: 'GET', path: 'groups/tidak-ada', status: 404, code: 'SIMPUL_REGISTRY_UNKNOWN' },
  { method: 'GET', path: 'agreements/tidak-ada', status: 404, code: 'SIMPUL_REGISTRY_UNKNOWN' },
  { method: 'GET', path: `services/${PROVIDER}/lain/versions`, status: 404, code: 'SIMPUL_REGISTRY_UNKNOWN' },
  { method: 'GET', path: 'lain', status: 404, code: 'SIMPUL_HTTP_NOT_FOUND' },
  { method: 'GET', path: 'groups?x=1', status: 400, code: 'SIMPUL_HTTP_BAD_REQUEST' },
  { ...GROUP, body: { members: [] }, status: 428, code: 'SIMPUL_REGISTRY_PRECONDITION_MISSING' },
  {
    ...GROUP,
    body: { members: [] },
    headers: { 'if-match': '"7"' },
    status: 412,
    code: 'SIMPUL_REGISTRY_PRECONDITION_FAILED',
  },
  { ...GROUP, body: { anggota: [] }, headers: NEW, status: 422, code: 'SIMPUL_REGISTRY_INVALID' },
  { ...GROUP, body: ['x'], headers: NEW, status: 422, code: 'SIMPUL_REGISTRY_INVALID' },
  { ...GROUP, who: 'integrator', body: { members: [] }, headers: NEW, status: 403, code: 'SIMPUL_HTTP_FORBIDDEN' },
  {
    who: 'steward',
    method: 'PUT',
    path: `services/${PROVIDER}/x`,
    body: { name: { id: 'x' }, type: 'REST', version: '1.0.0' },
    headers: NEW,
    status: 403,
    code: 'SIMPUL_DUTY_ROLE_MISSING',
  },
  {
    method: 'PUT',
    path: 'subsystems/GOV/LAIN/x',
    body: { name: { id: 'x' } },
    headers: NEW,
    status: 404,
    code: 'SIMPUL_REGISTRY_UNKNOWN',
  },
];

it.each(ROWS)('$method $path: $status $code', async ({ who = 'integrator', method, path, ...row }) => {
  const titles = new Map<string, string>();
  for (const language of ['id', 'en']) {
    const headers = { 'accept-language': language, ...row.headers };
    const answer = await bus.call(who, method, path, { ...(row.body !== undefined && { body: row.body }), headers });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect([answer.status, answer.body.status, answer.body.code]).toEqual([row.status, row.status, row.code]);
    titles.set(language, String(answer.body.title));
  }
  expect(titles.get('id')).not.toBe(titles.get('en'));
});

describe('a fault of a body', () => {
  it('is named by place and rule, all of them at once, and never by its value', async () => {
    const body = { name: { id: 'rahasia-1', xx: 'rahasia-2' }, link: 'rahasia-3', jwksUri: 'rahasia-4', code: 'lain' };
    const answer = await bus.call('integrator', 'PUT', 'subsystems/GOV/PENYEDIA/baru', { body, headers: NEW });
    expect([answer.status, answer.body.code]).toEqual([422, 'SIMPUL_REGISTRY_INVALID']);
    expect(answer.body.errors?.map(({ place, rule }) => `${place} ${rule}`).toSorted()).toEqual([
      '/code address',
      '/jwksUri pattern',
      '/link enum',
      '/name/xx unknown',
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('rahasia');
  });

  it.each([
    ['that is no JSON', 'application/json', '{', 400],
    ['of another type', 'text/yaml', 'members: []', 400],
    ['that is too large', 'application/json', JSON.stringify({ x: 'a'.repeat(300_000) }), 413],
  ])('%s is refused before anything is decided', async (_what, type, text, status) => {
    const headers = { ...NEW, 'content-type': type };
    const answer = await bus.call('operator', 'PUT', 'groups/g', { headers, text });
    expect([answer.status, answer.body.status]).toEqual([status, status]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });
});
