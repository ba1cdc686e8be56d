import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AccountView } from '@simpul/contracts';
import { copySandboxRegion, type LaunchedSimpul, launchSimpul, temporaryFolder } from '@simpul/testing';
import { join } from 'node:path';
import { PageVisitor } from './page-visitor.ts';
import { runPeople } from './run-people.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const folder = temporaryFolder();
const data = join(folder.path, 'data');
let bus: LaunchedSimpul;

beforeAll(async () => {
  bus = await launchSimpul({
    region: copySandboxRegion(join(folder.path, 'region'), { standIns: 'http://127.0.0.1:1' }),
    data,
  });
});
afterAll(async () => {
  await bus.stop();
  folder.remove();
});

async function list(...args: readonly string[]): Promise<AccountView[]> {
  const { code, stdout } = await runPeople('list', '--data', data, '--json', ...args);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AccountView);
}

describe('the people of a sandbox', () => {
  it('are those of its region file, and come in by the link that their address gives', async () => {
    const found = await list('--role', 'data-steward');
    expect(found.map(({ email, status, grants }) => [email, status, grants])).toEqual([
      ['walidata@bappeda.example', 'invited', [{ role: 'data-steward', scope: '18' }]],
    ]);
    const { stdout } = await runPeople('invite', '--data', data, '--email', 'walidata@bappeda.example', '--json');
    const { link } = JSON.parse(stdout) as { link: string };
    const visitor = new PageVisitor(bus.url, new URL(link).origin);
    const { pathname } = new URL(link);
    const page = await visitor.open(pathname);
    expect((await visitor.submit(page, pathname)).path).toBe('/people/enrolment');
    expect((await visitor.open(pathname)).status).toBe(410);
  });

  it('are given roles, lose them and are removed by the operator, but by no auditor', async () => {
    const who = 'baru@dinas.example';
    const run = (...args: readonly string[]) => runPeople(...args, '--data', data);
    expect((await run('invite', '--email', who, '--role', 'watcher')).code).toBe(0);
    expect(await run('grant', who, '--role', 'auditor', '--as', 'sandbox-auditor')).toMatchObject({ code: 3 });
    expect((await run('grant', who, '--role', 'integrator', '--scope', 'GOV/1871-DPMPTSP')).code).toBe(0);
    const refused = await run('grant', who, '--role', 'auditor');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('SIMPUL_PEOPLE_ROLES_APART')]);
    expect((await run('revoke-role', who, '--role', 'watcher')).stdout).toContain('integrator (GOV/1871-DPMPTSP)');
    expect((await run('remove', who)).stdout).toContain('removed');
    expect(await run('remove', who)).toMatchObject({ code: 3 });
    expect((await list('--status', 'removed')).map(({ email, name }) => [email, name])).toEqual([
      [undefined, undefined],
    ]);
  });
});
