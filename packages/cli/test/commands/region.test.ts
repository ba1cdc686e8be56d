import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDataFolder } from '../support/data-folder.ts';
import { type FakeBus, PUBLIC_URL, startFakeBus } from '../support/fake-bus.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

const REGION = `version: 1
instance: ID-LA
name: { id: Provinsi Lampung }
mode: sandbox
members:
  - class: GOV
    code: 1871-DPMPTSP
    name: { id: DPMPTSP }
    kind: opd
agreements: []
`;
const ENTRIES = [
  { action: 'create', kind: 'member', id: 'ID-LA/GOV/1871-DPMPTSP', fields: [] },
  { action: 'update', kind: 'settings', id: 'settings', fields: ['name', 'mode'] },
  { action: 'delete', kind: 'agreement', id: 'PKS-1', fields: [] },
  { action: 'keep', kind: 'agreement', id: 'PKS-2', fields: [] },
];

let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  await writeFile(join(data, 'region.yaml'), REGION);
  await writeFile(join(data, 'wrong.yaml'), REGION.replace('kind: opd', 'kin: opd'));
});
afterEach(() => bus.server.close());

const region = (...argv: string[]): Promise<Outcome> =>
  runIn(['region', ...argv], { cwd: data, env: { SIMPUL_DATA: data } });

describe('simpul region validate', () => {
  it('says how much a good file holds', async () => {
    const { code, out } = await region('validate', 'region.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^region\.yaml is valid: \d+ objects, 0 warnings\n$/);
  });

  it('names file, line, column and what was expected, and exits 2', async () => {
    const { code, out, err } = await region('validate', 'wrong.yaml');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^(wrong\.yaml:\d+:\d+: .+\n)+$/);
    expect(err).toMatch(/^wrong\.yaml:9:5: /m);
  });

  it('gives findings to machines too', async () => {
    const { code, err } = await region('validate', 'wrong.yaml', '--json');
    expect(code).toBe(2);
    const { error } = JSON.parse(err) as { error: { findings: readonly object[] } };
    expect(error).toMatchObject({ code: 'SIMPUL_REGION_INVALID' });
    expect(error.findings).toContainEqual({ file: 'wrong.yaml', line: 9, column: 5, message: expect.any(String) });
  });

  it('exits 2 for a file that is not there', async () => {
    expect((await region('validate', 'nothing.yaml')).code).toBe(2);
  });
});

describe.each(['plan', 'apply'] as const)('simpul region %s', (step) => {
  beforeEach(() => {
    const body = JSON.stringify({ entries: ENTRIES, revision: 7 });
    bus.routes.set(`POST /registry/v1/region/${step}`, () => ({ status: 200, body }));
  });

  it('sends the objects as the operator and prints a diff', async () => {
    const { code, out } = await region(step, 'region.yaml', '--prune');
    expect(code).toBe(0);
    expect(out).toContain(
      '+ member     ID-LA/GOV/1871-DPMPTSP\n~ settings   settings  (name, mode)\n- agreement  PKS-1\n',
    );
    expect(out).toContain('--prune deletes it');
    const done = step === 'apply';
    expect(out).toContain(done ? '1 created, 1 updated, 1 deleted, 1 kept' : '1 to create, 1 to update, 1 to delete');
    const sent = JSON.parse(String(bus.server.requests.at(-1)?.body)) as { objects: readonly object[]; prune: boolean };
    expect(sent.prune).toBe(true);
    expect(sent.objects).toContainEqual(expect.objectContaining({ kind: 'member', id: 'ID-LA/GOV/1871-DPMPTSP' }));
    const [token] = bus.issuer.tokens.values();
    expect(token?.client).toBe('sandbox-operator');
    expect(token?.form.get('resource')).toBe(`${PUBLIC_URL}/api`);
    expect(token?.form.get('scope')).toBe('region:apply');
  });

  it('prints the plan as it is for machines', async () => {
    const { out } = await region(step, 'region.yaml', '--json');
    expect(JSON.parse(out)).toEqual({ entries: ENTRIES, revision: 7 });
  });

  it('needs no bus to find a mistake in the file', async () => {
    expect((await region(step, 'wrong.yaml')).code).toBe(2);
    expect(bus.server.requests).toEqual([]);
  });
});
