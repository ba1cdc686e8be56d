import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Leaf } from '@simpul/contracts';
import { openSqliteLogStore } from '@simpul/store';
import { type LaunchedSimpul, launchSimpul, oneProcessOnly, temporaryFolder } from '@simpul/testing';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { runDoctor } from '../doctor/run-doctor.ts';
import { writeSmallRegion } from '../lifecycle/small-region.ts';
import { hiddenFields, PageVisitor } from './page-visitor.ts';
import { runPeople } from './run-people.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const PUBLIC_URL = 'https://bus.example';
const EMAIL = 'kepala.operator@diskominfo.example';
const NAME = 'Siti Rahayu Kusumawardhani';

const inOneProcess = oneProcessOnly('doctor, log and store in one data folder') ? describe : describe.skip;
const folder = temporaryFolder();
const data = join(folder.path, 'data');
let bus: LaunchedSimpul;
const links: string[] = [];

beforeAll(async () => {
  const region = await writeSmallRegion(folder.path, { mode: 'production' });
  bus = await launchSimpul({
    region,
    data,
    args: ['--public-url', PUBLIC_URL, '--trusted-proxy', '127.0.0.1', '--log-level', 'debug'],
  });
});
afterAll(async () => {
  await bus.stop();
  folder.remove();
});

const invite = (...args: readonly string[]) => runPeople('invite', '--data', data, '--json', ...args);
const pathOf = (link: string) => link.slice(PUBLIC_URL.length);

/** Comes in by a link and sets up an authenticator app. @returns the secret of it */
async function enrol(visitor: PageVisitor, link: string): Promise<string> {
  const invitation = await visitor.open(pathOf(link));
  expect(invitation.text).toContain(NAME);
  const choice = await visitor.submit(invitation, pathOf(link));
  expect(choice).toMatchObject({ status: 200, path: '/people/enrolment' });
  const setUp = await visitor.open('/people/enrolment/totp');
  const { secret = '' } = hiddenFields(setUp, '/people/enrolment/totp');
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const codes = await visitor.submit(setUp, '/people/enrolment/totp', { code });
  expect(codes.status).toBe(200);
  expect(codes.text.match(/[0-9a-z]{4}(?:-[0-9a-z]{4}){3}/g)).toHaveLength(10);
  return secret;
}

describe('a region without an operator', () => {
  inOneProcess('in one process', () => {
    it('is named by the doctor, with what is to be done', async () => {
      const { states, texts } = await runDoctor('--data', data);
      expect(states.get('people-no-operator')).toBe('warning');
      expect(texts.get('people-no-operator')).toContain('operator');
    });
  });

  it('lets its data folder invite nobody but an operator of the whole region', async () => {
    for (const others of [
      ['--role', 'auditor'],
      ['--role', 'operator', '--scope', '18.71'],
    ]) {
      const { code, stderr } = await invite('--email', EMAIL, ...others);
      expect([code, stderr]).toEqual([3, expect.stringContaining('SIMPUL_DUTY_ROLE_MISSING')]);
    }
    expect(await runPeople('list', '--data', data)).toMatchObject({ code: 3, stdout: '' });
  });

  it('gets its first operator by a link that works once, and the data folder invites no other', async () => {
    for (let count = 0; count < 2; count++) {
      const { code, stdout } = await invite('--email', EMAIL, '--name', NAME, '--role', 'operator');
      expect(code).toBe(0);
      const invited = JSON.parse(stdout) as { link: string; person: unknown };
      expect(invited.person).toMatchObject({ email: EMAIL, status: 'invited', grants: [{ role: 'operator' }] });
      links.push(invited.link);
    }
    const [first = '', second = ''] = links;
    const stranger = new PageVisitor(bus.url, PUBLIC_URL);
    expect((await stranger.open(pathOf(first))).status).toBe(410);

    const operator = new PageVisitor(bus.url, PUBLIC_URL);
    await enrol(operator, second);
    expect(await operator.open('/people')).toMatchObject({ status: 200, path: '/people' });
    expect((await stranger.open(pathOf(second))).status).toBe(410);

    const { code, stderr } = await invite('--email', 'other@diskominfo.example', '--role', 'operator');
    expect([code, stderr]).toEqual([3, expect.stringContaining('SIMPUL_CLI_LOGIN_MISSING')]);
  });

  inOneProcess('in one process', () => {
    it('has one now, and the doctor says so', async () => {
      const { states } = await runDoctor('--data', data);
      expect(states.has('people-no-operator')).toBe(false);
    });
  });
});

describe('what is kept of it', () => {
  inOneProcess('in one process', () => {
    it('is a leaf for each change, and no personal datum but in the store of identity', async () => {
      await bus.stop();
      const log = openSqliteLogStore({ file: join(data, 'store', 'audit.sqlite'), readOnly: true });
      const leaves = (await log.entries(0, 1000)).map((entry) => JSON.parse(new TextDecoder().decode(entry)) as Leaf);
      await log.close();
      const told = leaves.filter(({ type }) => type.startsWith('people.')).map(({ type, actor }) => [type, actor]);
      expect(told).toEqual([
        ['people.invited', 'first-operator'],
        ['people.granted', 'first-operator'],
        ['people.invited', 'first-operator'],
        ['people.enrolled', expect.stringMatching(/^[\w-]{43}$/)],
      ]);

      const files = globSync('**/*', { cwd: data }).filter((file) => statSync(join(data, file)).isFile());
      const holding = (text: string) => files.filter((file) => readFileSync(join(data, file)).includes(text));
      expect(files.length).toBeGreaterThan(5);
      for (const datum of [EMAIL, NAME]) expect(holding(datum)).toEqual([join('store', 'identity.sqlite')]);
      for (const link of links) expect(holding(link.slice(link.lastIndexOf('/') + 1))).toEqual([]);
      expect(bus.output()).not.toContain(EMAIL);
    });
  });
});
