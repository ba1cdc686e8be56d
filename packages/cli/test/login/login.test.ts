import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from '../support/data-folder.ts';
import { type Outcome, runIn, type TerminalOptions } from '../support/fake-terminal.ts';
import { type PersonServer, startPersonServer } from './person-server.ts';

const MINUTES_LATER = 10 * 60_000;

let bus: PersonServer;
let home: string;

beforeEach(async () => {
  bus = await startPersonServer();
  home = await makeFolder();
});
afterEach(() => bus.close());

const run = (argv: readonly string[], options: TerminalOptions = {}): Promise<Outcome> =>
  runIn(argv, { cwd: home, env: { HOME: home }, ...options });
const atBus = (...argv: string[]): Promise<Outcome> => run([...argv, '--url', bus.url]);
const folder = () => join(home, '.config', 'simpul', 'logins');
const file = () => join(folder(), `${encodeURIComponent(bus.url)}.json`);

describe('simpul login', () => {
  it('shows address and code, waits at the pace of the bus, and keeps the login for its owner alone', async () => {
    bus.pending.push('authorization_pending', 'slow_down', 'authorization_pending');
    const waits: number[] = [];
    const { code, out } = await run(['login', '--url', bus.url], { wait: (ms) => void waits.push(ms) });
    expect(code).toBe(0);
    expect(out).toContain('https://bus.example/people/device?user_code=BCDF-GHJK');
    expect(out).toContain('BCDF-GHJK');
    expect(out).toContain(`Signed in to ${bus.url}`);
    expect(waits).toEqual([7000, 7000, 12_000, 12_000]);
    expect(bus.forms.map((form) => form.get('device_code'))).toEqual(Array.from({ length: 4 }, () => 'device-code'));
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect((await stat(folder())).mode & 0o777).toBe(0o700);
    expect(await readdir(folder())).toHaveLength(1);
  });

  it('speaks to machines in JSON, and never shows a token', async () => {
    const { out, err } = await atBus('login', '--json');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      {
        verification_uri: 'https://bus.example/people/device',
        verification_uri_complete: 'https://bus.example/people/device?user_code=BCDF-GHJK',
        user_code: 'BCDF-GHJK',
        expires_in: 600,
      },
      { signed_in: true, url: bus.url },
    ]);
    const { refreshToken } = JSON.parse(await readFile(file(), 'utf8')) as { refreshToken: string };
    expect(out + err).not.toContain(refreshToken);
  });

  it('takes the folder of XDG_CONFIG_HOME', async () => {
    const env = { HOME: home, XDG_CONFIG_HOME: join(home, 'elsewhere') };
    await run(['login', '--url', bus.url], { env });
    expect(await readdir(join(home, 'elsewhere', 'simpul', 'logins'))).toHaveLength(1);
  });

  it.each([
    ['the person refuses', 'access_denied', 'because of access_denied'],
    ['the code expires', 'expired_token', 'nobody agreed in time'],
  ])('fails with exit code 3 when %s', async (_, error, text) => {
    bus.pending.push(error);
    const { code, err } = await atBus('login');
    expect([code, err]).toEqual([3, expect.stringContaining(text)]);
    await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives up when the code has expired, even where the bus never says so', async () => {
    bus.pending.push(...Array.from({ length: 200 }, () => 'authorization_pending'));
    const { code, err } = await atBus('login');
    expect([code, err]).toEqual([3, expect.stringContaining('nobody agreed in time')]);
  });
});

describe('a login', () => {
  it('is used by commands without a word, and by the next one again', async () => {
    await atBus('login');
    expect(await atBus('audit', 'tail')).toMatchObject({ code: 0, err: '' });
    expect(await atBus('audit', 'tail')).toMatchObject({ code: 0, err: '' });
    expect(bus.calls).toHaveLength(2);
    expect(bus.forms).toHaveLength(1);
  });

  it('is found without --url where it is the only one and there is no data folder', async () => {
    await atBus('login');
    expect(await run(['audit', 'tail'])).toMatchObject({ code: 0 });
    await writeFile(join(folder(), `${encodeURIComponent('https://other.example')}.json`), '{}');
    const { code, err } = await run(['audit', 'tail']);
    expect([code, err]).toEqual([2, expect.stringContaining('https://other.example')]);
  });

  it('is renewed when its token has ended, by one of several commands at once', async () => {
    await atBus('login');
    const later = { now: MINUTES_LATER };
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => run(['audit', 'tail', '--url', bus.url], later)),
    );
    expect(outcomes.map(({ code, err }) => [code, err])).toEqual(Array.from({ length: 5 }, () => [0, '']));
    expect(bus.forms.map((form) => form.get('grant_type'))).toEqual([
      'urn:ietf:params:oauth:grant-type:device_code',
      'refresh_token',
    ]);
  });

  it('that the bus has ended says so with exit code 3, and is forgotten', async () => {
    await atBus('login');
    bus.endSession();
    const { code, err } = await run(['audit', 'tail', '--url', bus.url], { now: MINUTES_LATER });
    expect([code, err]).toEqual([3, expect.stringContaining('has ended; log in again')]);
    const again = await atBus('audit', 'tail');
    expect([again.code, again.err]).toEqual([3, expect.stringContaining('Nobody is logged in')]);
  });

  it('whose file is damaged is not guessed at', async () => {
    await atBus('login');
    await writeFile(file(), '{"refreshToken": "secret-in-here"');
    const { code, err } = await atBus('audit', 'tail');
    expect([code, err]).toEqual([2, expect.stringContaining('holds no login')]);
    expect(err).not.toContain('secret-in-here');
  });
});

describe('simpul logout', () => {
  it('ends the login at the bus, then here', async () => {
    await atBus('login');
    const { refreshToken } = JSON.parse(await readFile(file(), 'utf8')) as { refreshToken: string };
    expect(await atBus('logout')).toMatchObject({ code: 0, out: `Signed out of ${bus.url}.\n` });
    expect(bus.revoked).toEqual([refreshToken]);
    expect(await readdir(folder())).toEqual([]);
  });

  it('says that nobody is logged in', async () => {
    const { code, err } = await atBus('logout');
    expect([code, err]).toEqual([3, expect.stringContaining('Nobody is logged in')]);
  });
});
