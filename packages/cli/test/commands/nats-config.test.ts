import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { permissionsOf, publicNkey } from '@simpul/bus';
import { PARTIES } from '@simpul/contracts';
import { temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, runIn } from '../support/fake-terminal.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const config = (...flags: string[]): Promise<Outcome> =>
  runIn(['nats', 'config', '--out', 'nats', ...flags], { cwd: folder.path });
const fileOf = (name: string): string => join(folder.path, 'nats', name);
const read = (name: string): string => readFileSync(fileOf(name), 'utf8');
const files = (): string[] => readdirSync(join(folder.path, 'nats')).toSorted();
const contents = (): Record<string, string> => Object.fromEntries(files().map((name) => [name, read(name)]));

describe('simpul nats config', () => {
  it('writes a configuration, a seed for each party and certificates, secrets for their owner only', async () => {
    const { code, out, err } = await config();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('nats-server --config nats-server.conf');
    const seeds = PARTIES.map((party) => `${party}.nk`);
    expect(files()).toEqual(
      [...seeds, 'ca-key.pem', 'ca.pem', 'nats-server.conf', 'server-key.pem', 'server.pem'].toSorted(),
    );
    for (const secret of [...seeds, 'ca-key.pem', 'server-key.pem']) {
      expect(statSync(fileOf(secret)).mode & 0o777).toBe(0o600);
    }
  });

  it('names each user by the public half of its key and lets it do what its contracts say', async () => {
    await config();
    const text = read('nats-server.conf');
    for (const party of PARTIES) {
      const user = text.split(`# ${party}\n`)[1]?.split('\n    }')[0] ?? '';
      expect(user).toContain(`nkey: ${publicNkey(read(`${party}.nk`))}`);
      const { publish, subscribe } = permissionsOf(party);
      expect([...user.matchAll(/^ +"(.+)"$/gm)].map(([, subject]) => subject)).toEqual([...publish, ...subscribe]);
    }
    expect(text).not.toMatch(/SU[A-Z2-7]{50}/);
  });

  it('listens on this machine only, without monitoring, unless it is told otherwise', async () => {
    await config();
    expect(read('nats-server.conf')).toContain('listen: "127.0.0.1:4222"\nmax_payload: 8388608\n');
    rmServer();
    await config('--host', 'nats-1.internal', '--port', '4333', '--monitor', '8222');
    expect(read('nats-server.conf')).toContain('listen: "0.0.0.0:4333"\nhttp: "127.0.0.1:8222"\n');
  });

  it('makes a certificate for this machine and the hosts given, from its own authority', async () => {
    await config('--host', 'nats-1.internal', '--host', '10.1.2.3');
    const server = new X509Certificate(read('server.pem'));
    const authority = new X509Certificate(read('ca.pem'));
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkPrivateKey(createPrivateKey(read('server-key.pem')))).toBe(true);
    for (const host of ['localhost', 'nats-1.internal']) expect(server.checkHost(host)).toBeDefined();
    for (const address of ['127.0.0.1', '10.1.2.3']) expect(server.checkIP(address)).toBeDefined();
    expect(server.checkHost('nats-2.internal')).toBeUndefined();
  });

  it('keeps what is there, and makes what is missing', async () => {
    await config();
    const before = contents();
    expect((await config()).code).toBe(0);
    expect(contents()).toEqual(before);
    rmSync(fileOf('audit.nk'));
    rmServer();
    expect((await config()).code).toBe(0);
    const after = contents();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(['audit.nk', 'nats-server.conf', 'server-key.pem', 'server.pem']);
    expect(new X509Certificate(read('server.pem')).verify(new X509Certificate(read('ca.pem')).publicKey)).toBe(true);
  });

  it.each<[string, () => void, string]>([
    ['a key without its certificate', () => rmSync(fileOf('server.pem')), 'server.pem'],
    [
      'an authority whose key is elsewhere, when it is needed',
      () => (rmServer(), rmSync(fileOf('ca-key.pem'))),
      'ca-key.pem',
    ],
    ['a seed that is none', () => writeFileSync(fileOf('audit.nk'), 'SUNOSEED\n'), 'audit.nk'],
  ])('replaces nothing where it finds %s', async (_, damage, named) => {
    await config();
    damage();
    const before = contents();
    const { code, err } = await config();
    expect(code).toBe(2);
    expect(err).toContain(named);
    expect(err).not.toContain('SUNOSEED');
    expect(contents()).toEqual(before);
  });

  it('does not let a certificate pass for a host that it does not name', async () => {
    await config();
    const { code, err } = await config('--host', 'nats-1.internal');
    expect(code).toBe(2);
    expect(err).toContain('nats-1.internal');
  });

  it.each([
    ['--port', '0'],
    ['--port', 'x'],
    ['--port', '65536'],
    ['--monitor', '-1'],
    ['--host', 'a b"'],
    ['--host', ''],
  ])('refuses %s "%s"', async (flag, value) => {
    const { code } = await config(`${flag}=${value}`);
    expect(code).toBe(2);
  });

  it('prints JSON without a secret', async () => {
    const { out } = await config('--json');
    const { url, users } = JSON.parse(out) as { url: string; users: Record<string, string> };
    expect(url).toBe('tls://127.0.0.1:4222');
    expect(Object.keys(users)).toEqual([...PARTIES]);
    expect(out).not.toMatch(/SU[A-Z2-7]{50}/);
  });
});

function rmServer(): void {
  rmSync(fileOf('server.pem'));
  rmSync(fileOf('server-key.pem'));
}
