import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../sandbox/eventually.ts';
import { command, type Ran } from './command.ts';
import { type LoginBus, type Somebody, startLoginBus } from './login-bus.ts';

let bus: LoginBus;
let auditor: Somebody;

/** What a person hears who may not look any more; undefined while he or she may. */
async function refusalOf(person: Somebody): Promise<Ran | undefined> {
  const ran = await person.run('audit', 'tail');
  return ran.code === 0 ? undefined : ran;
}

beforeAll(async () => {
  bus = await startLoginBus();
  auditor = await bus.invite('auditor');
}, 60_000);
afterAll(() => bus.stop());

describe('a person who logs in with the command', () => {
  it('agrees in the browser, and then acts with his or her own roles', async () => {
    const login = await auditor.logIn();
    expect(login).toMatchObject({ code: 0, err: '' });
    expect(login.out).toContain('"signed_in":true');
    expect(await auditor.run('audit', 'tail')).toMatchObject({ code: 0, err: '' });
    expect(await auditor.run('region', 'plan', bus.regionFile)).toMatchObject({
      code: 3,
      err: expect.stringContaining('region:apply'),
    });
    const operator = await bus.invite('operator');
    await operator.logIn();
    expect(await operator.run('region', 'plan', bus.regionFile)).toMatchObject({ code: 0 });
    expect((await operator.run('audit', 'tail')).code).toBe(3);
  });

  it('sees the requests for keys that wait for a decision', async () => {
    const steward = await bus.invite('data-steward');
    await steward.logIn();
    expect(await steward.run('key', 'requests', '--json')).toMatchObject({ code: 0, out: '{"requests":[]}\n' });
  });

  it('is named in the record of a look by a commitment alone', async () => {
    await auditor.logIn();
    await auditor.run('audit', 'tail');
    const { out } = await bus.asSandbox('audit', 'tail', '--json', '--limit', '100');
    const looks = out.split('\n').filter((line) => line.includes('"audit.search"'));
    const actors = looks.map((line) => (JSON.parse(line) as { leaf: { actor: string } }).leaf.actor);
    expect(actors.some((actor) => /^[A-Za-z0-9_-]{43}$/.test(actor))).toBe(true);
    expect(out).not.toContain(auditor.email);
  });

  it('sees which client asks, with which code, and may refuse', async () => {
    const { browser, home } = auditor;
    const refused = await command(['login', '--url', bus.url, '--json'], {
      home,
      wait: async (_ms, printed) => {
        const { verification_uri: address, user_code: userCode } = JSON.parse(printed) as Record<string, string>;
        const asked = await browser.submit(await browser.open(String(address)), { user_code: String(userCode) });
        expect(asked.text).toContain('simpul (CLI)');
        expect(asked.text).toContain(userCode);
        expect(asked.text).toContain('127.0.0.1');
        await browser.submit(asked, { decision: 'refuse' });
      },
    });
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('the person refused') });
  });

  it('is logged out by the command, and the token is of no use any more', async () => {
    const person = await bus.invite('auditor');
    await person.logIn();
    expect(await person.run('logout')).toMatchObject({ code: 0 });
    expect(await person.run('audit', 'tail')).toMatchObject({
      code: 3,
      err: expect.stringContaining('Nobody is logged in'),
    });
  });

  it('loses the login with the session in the browser, within two seconds', async () => {
    const person = await bus.invite('auditor');
    await person.logIn();
    await person.browser.submit(await person.browser.open('/people'), {});
    const ended = await eventually(() => refusalOf(person), 2000);
    expect(ended).toMatchObject({ code: 3, err: expect.stringContaining('has ended; log in again') });
  });

  it('loses it by being removed, within two seconds', async () => {
    const person = await bus.invite('auditor');
    await person.logIn();
    expect(await person.run('audit', 'tail')).toMatchObject({ code: 0 });
    expect(await bus.asSandbox('people', 'remove', person.id)).toMatchObject({ code: 0 });
    const ended = await eventually(() => refusalOf(person), 2000);
    expect(ended).toMatchObject({ code: 3, err: expect.stringContaining('has ended; log in again') });
  });

  it('loses it with a role, within two seconds', async () => {
    const person = await bus.invite('auditor');
    await person.logIn();
    expect(await bus.asSandbox('people', 'grant', person.id, '--role', 'watcher')).toMatchObject({ code: 0 });
    expect(await person.run('audit', 'tail')).toMatchObject({ code: 0 });
    expect(await bus.asSandbox('people', 'revoke-role', person.id, '--role', 'auditor')).toMatchObject({ code: 0 });
    const ended = await eventually(() => refusalOf(person), 2000);
    expect(ended).toMatchObject({ code: 3, err: expect.stringContaining('has ended; log in again') });
  });

  it('leaves no secret in the log of the bus', async () => {
    const log = readFileSync(join(bus.simpul.data, 'run', 'simpul.log'), 'utf8');
    expect(log).not.toContain(auditor.email);
    const file = join(auditor.home, '.config', 'simpul', 'logins', `${encodeURIComponent(bus.url)}.json`);
    const { refreshToken, access } = JSON.parse(readFileSync(file, 'utf8')) as {
      refreshToken: string;
      access: { token: string };
    };
    expect(log).not.toContain(refreshToken);
    expect(log).not.toContain(access.token);
  });
});
